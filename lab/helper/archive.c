/* ustar, as POSIX.1 pax(1) describes it: enough for folders, files and symbolic links with short
 * names. */
#include "helper.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BLOCK 512u

struct header {
    char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], kind, link[100],
        magic[6], version[2], owner[32], group[32], major[8], minor[8], prefix[155], pad[12];
};
_Static_assert(sizeof(struct header) == BLOCK, "a ustar header is one block");

static unsigned sum_of(const struct header *header)
{
    struct header copy = *header;
    memset(copy.checksum, ' ', sizeof copy.checksum);
    unsigned sum = 0;
    for (size_t i = 0; i < BLOCK; i++)
        sum += ((const unsigned char *)&copy)[i];
    return sum;
}

/* Names longer than 100 bytes are split at a slash, as the format has it. */
static void set_name(struct header *header, const char *path)
{
    size_t length = strlen(path);
    const char *name = path;
    if (length > sizeof header->name) {
        name = strchr(path + length - sizeof header->name - 1, '/');
        if (!name || (size_t)(name - path) > sizeof header->prefix) {
            errno = ENAMETOOLONG;
            helper_die("cannot pack %s", path);
        }
        memcpy(header->prefix, path, (size_t)(name - path));
        name++;
    }
    memcpy(header->name, name, strlen(name));
}

static void write_header(FILE *out, const char *path, const struct stat *about, char kind,
    const char *link, uint64_t size)
{
    struct header header = {.kind = kind, .magic = "ustar", .version = {'0', '0'}};
    set_name(&header, path);
    helper_format(header.mode, sizeof header.mode, "%07o", about->st_mode & 07777u);
    helper_format(header.uid, sizeof header.uid, "%07o", 0u);
    helper_format(header.gid, sizeof header.gid, "%07o", 0u);
    helper_format(header.size, sizeof header.size, "%011llo", (unsigned long long)size);
    helper_format(header.mtime, sizeof header.mtime, "%011o", 0u);
    if (link)
        helper_format(header.link, sizeof header.link, "%s", link);
    helper_format(header.checksum, sizeof header.checksum, "%06o", sum_of(&header));
    fwrite(&header, 1, BLOCK, out);
}

static void write_content(FILE *out, const char *path, uint64_t size)
{
    char block[BLOCK];
    FILE *in = fopen(path, "re");
    if (!in)
        helper_die("cannot read %s", path);
    for (uint64_t left = size; left; left -= left < BLOCK ? left : BLOCK) {
        size_t wanted = left < BLOCK ? (size_t)left : BLOCK;
        memset(block, 0, BLOCK);
        if (fread(block, 1, wanted, in) != wanted)
            helper_die("%s shrank while it was packed", path);
        fwrite(block, 1, BLOCK, out);
    }
    fclose(in);
}

static void pack_entry(const char *root, const char *path, FILE *out);

static int by_name(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

static void pack_folder(const char *root, const char *path, FILE *out)
{
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, NULL, by_name);
    if (count < 0)
        helper_die("cannot read %s", path);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        char below[4096];
        if (strcmp(name, ".") && strcmp(name, "..")) {
            helper_format(below, sizeof below, "%s/%s", path, name);
            pack_entry(root, below, out);
        }
        free(entries[i]);
    }
    free(entries);
}

/* Sockets and FIFOs are left out: they belong to processes that do not travel. */
static void pack_entry(const char *root, const char *path, FILE *out)
{
    struct stat about;
    const char *name = path + strlen(root) + 1;
    if (lstat(path, &about))
        helper_die("cannot pack %s", path);
    if (S_ISDIR(about.st_mode)) {
        write_header(out, name, &about, '5', NULL, 0);
        pack_folder(root, path, out);
    } else if (S_ISLNK(about.st_mode)) {
        char target[4096];
        ssize_t length = readlink(path, target, sizeof target - 1);
        if (length < 0)
            helper_die("cannot read the link %s", path);
        target[length] = 0;
        write_header(out, name, &about, '2', target, 0);
    } else if (S_ISREG(about.st_mode)) {
        write_header(out, name, &about, '0', NULL, (uint64_t)about.st_size);
        write_content(out, path, (uint64_t)about.st_size);
    }
}

void helper_pack(const char *folder, FILE *out)
{
    static const char end[2 * BLOCK];
    pack_folder(folder, folder, out);
    fwrite(end, 1, sizeof end, out);
    if (fflush(out))
        helper_die("cannot write the packed world");
}

static unsigned long long octal(const char *text, size_t size)
{
    char copy[16] = {0};
    memcpy(copy, text, size < sizeof copy - 1 ? size : sizeof copy - 1);
    return strtoull(copy, NULL, 8);
}

static void read_content(FILE *in, const char *path, uint64_t size, mode_t mode)
{
    static char memory[64 << 10];
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file < 0)
        helper_die("cannot make %s", path);
    uint64_t padded = (size + BLOCK - 1) / BLOCK * BLOCK;
    for (uint64_t done = 0; done < padded;) {
        size_t wanted = padded - done < sizeof memory ? (size_t)(padded - done) : sizeof memory;
        if (fread(memory, 1, wanted, in) != wanted)
            helper_die("the packed world ends early");
        size_t own = done >= size ? 0 : size - done < wanted ? (size_t)(size - done) : wanted;
        for (size_t at = 0; at < own;) {
            ssize_t written = write(file, memory + at, own - at);
            if (written < 0)
                helper_die("cannot write %s", path);
            at += (size_t)written;
        }
        done += wanted;
    }
    fchmod(file, mode);
    close(file);
}

static void unpack_entry(FILE *in, const struct header *header, const char *folder)
{
    char path[4096], link[sizeof header->link + 1] = {0};
    mode_t mode = (mode_t)octal(header->mode, sizeof header->mode);
    if (header->prefix[0])
        helper_format(path, sizeof path, "%s/%.155s/%.100s", folder, header->prefix, header->name);
    else
        helper_format(path, sizeof path, "%s/%.100s", folder, header->name);
    memcpy(link, header->link, sizeof header->link);
    if (header->kind == '5') {
        /* Its files are made next, whatever its mode forbids; a folder that its owner cannot write
         * to is of no use to a rig. */
        if (mkdir(path, mode | 0700u) && errno != EEXIST)
            helper_die("cannot make %s", path);
        chmod(path, mode | 0700u);
    } else if (header->kind == '2') {
        if (symlink(link, path))
            helper_die("cannot link %s", path);
    } else {
        read_content(in, path, octal(header->size, sizeof header->size), mode);
    }
}

void helper_unpack(const char *archive, const char *folder, int age_s)
{
    struct header header;
    FILE *in = fopen(archive, "re");
    if (!in)
        helper_die("cannot read %s", archive);
    static char buffer[1 << 20];
    setvbuf(in, buffer, _IOFBF, sizeof buffer);
    while (fread(&header, 1, BLOCK, in) == BLOCK && header.name[0]) {
        errno = 0;
        if (octal(header.checksum, sizeof header.checksum) != sum_of(&header))
            helper_die("%s is no packed world", archive);
        unpack_entry(in, &header, folder);
    }
    fclose(in);
    helper_age_tree(folder, age_s);
}

void helper_age_tree(const char *path, int age_s)
{
    struct timespec times[2];
    clock_gettime(CLOCK_REALTIME, &times[0]);
    times[0].tv_sec -= age_s;
    times[1] = times[0];
    struct stat about;
    if (lstat(path, &about))
        helper_die("cannot age %s", path);
    if (S_ISDIR(about.st_mode)) {
        DIR *folder = opendir(path);
        if (!folder)
            helper_die("cannot read %s", path);
        for (struct dirent *entry; (entry = readdir(folder));) {
            char below[4096];
            if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
                continue;
            helper_format(below, sizeof below, "%s/%s", path, entry->d_name);
            helper_age_tree(below, age_s);
        }
        closedir(folder);
    }
    utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
}

int helper_age(int argc, char **argv)
{
    if (argc < 3)
        return 64;
    int age_s = (int)helper_number(argv[1], 0, 1 << 30, "the age");
    for (int i = 2; i < argc; i++)
        helper_age_tree(argv[i], age_s);
    return 0;
}
