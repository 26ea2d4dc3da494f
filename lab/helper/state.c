/*
 * What the world is, in one number: two arms whose worlds have the same number are alike. FNV-1a of
 * each entry, added up, so that the order in which a folder lists its entries does not matter. Not
 * a defence against forgery: both worlds are ours.
 */
#include "helper.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

uint64_t helper_digest_bytes(uint64_t digest, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        digest = (digest ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3u;
    return digest;
}

static uint64_t digest_file(uint64_t digest, const char *path)
{
    static char memory[64 << 10];
    FILE *in = fopen(path, "re");
    if (!in) /* vanished, or not for us: its name and mode count all the same */
        return digest;
    for (size_t got; (got = fread(memory, 1, sizeof memory, in)) > 0;)
        digest = helper_digest_bytes(digest, memory, got);
    fclose(in);
    return digest;
}

static uint64_t digest_entry(const char *path, const struct stat *about)
{
    uint64_t digest = helper_digest_bytes(0xcbf29ce484222325u, path, strlen(path) + 1);
    digest = helper_digest_bytes(digest, &about->st_mode, sizeof about->st_mode);
    if (S_ISREG(about->st_mode))
        return digest_file(digest, path);
    char target[4096];
    ssize_t length = S_ISLNK(about->st_mode) ? readlink(path, target, sizeof target) : 0;
    return length > 0 ? helper_digest_bytes(digest, target, (size_t)length) : digest;
}

uint64_t helper_digest_tree(const char *folder, bool (*skip)(const char *path))
{
    uint64_t digest = 0;
    DIR *listing = opendir(folder);
    if (!listing) { /* a process may remove a folder while we look */
        errno = 0;
        return digest;
    }
    for (struct dirent *entry; (entry = readdir(listing));) {
        char path[4096];
        struct stat about;
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        helper_format(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (skip(path) || lstat(path, &about))
            continue;
        digest += digest_entry(path, &about);
        if (S_ISDIR(about.st_mode))
            digest += helper_digest_tree(path, skip);
    }
    closedir(listing);
    return digest;
}
