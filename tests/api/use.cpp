/* A C++ program that uses libcairn: the public headers stand alone, and a failure says what to do.
 */
#include <cairn/cairn.h>

#include <cstdio>
#include <cstring>

int main()
{
    const char *paths[] = {"/nonexistent/canon.db"};
    cairn_engine_options options = cairn_engine_options();
    options.canon_paths = paths;
    options.canon_count = 1;
    cairn_engine *engine = nullptr;
    cairn_error err = cairn_error();
    const cairn_status status = cairn_engine_open(&options, &engine, &err);
    if (status != CAIRN_ERR_NOT_FOUND || engine ||
        !std::strstr(err.primary, "/nonexistent/canon.db")) {
        std::fprintf(stderr, "status %d: %s\n", static_cast<int>(status), err.primary);
        return 1;
    }
    cairn_engine_close(nullptr);
    cairn_result_free(nullptr);
    return std::strlen(cairn_version()) ? 0 : 1;
}
