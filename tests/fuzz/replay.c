/* Feeds every file of the folders named as arguments to a fuzz target: the corpus as a regression
 * test, without a fuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    size_t capacity = (size_t)16 << 20;
    uint8_t *data = malloc(capacity);
    size_t size = data ? fread(data, 1, capacity, file) : 0;
    fclose(file);
    /* An exact copy, so that the sanitizers see every read past the end. */
    uint8_t *exact = malloc(size ? size : 1);
    if (!data || !exact) {
        free(data);
        free(exact);
        return 1;
    }
    memcpy(exact, data, size);
    free(data);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 0;
}

int main(int argc, char **argv)
{
    unsigned count = 0;
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        if (!folder) {
            perror(argv[i]);
            return 1;
        }
        for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
            if (entry->d_name[0] == '.')
                continue;
            if (replay_file(argv[i], entry->d_name))
                return 1;
            count++;
        }
        closedir(folder);
    }
    if (count == 0) {
        fprintf(stderr, "no corpus file was found\n");
        return 1;
    }
    printf("%u files replayed\n", count);
    return 0;
}
