/*
 * The program `cairn`. All that it does is in run.c; here one run begins and ends, and its answer
 * becomes the exit code.
 */
#include "cli/cli.h"

int main(int argc, char **argv)
{
    struct cairn_cli cli;
    cairn_cli_start(&cli);
    enum cairn_cli_exit code = cairn_cli_run(&cli, argc, argv);
    cairn_cli_done(&cli);
    return (int)code;
}
