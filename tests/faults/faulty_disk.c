/*
 * A disk that fails on command, for LD_PRELOAD on Linux.
 *
 * The library intercepts calls between a process and the C library, for the files of one folder. It has two functions:
 *
 *   - faults: reads, writes, syncs and truncations of selected files fail with a given probability and error, or writes
 *     are shortened. A file of shared memory (`control`) starts and ends faults while the process runs.
 *   - a journal: every change of the folder's files, with its data, and every sync is appended to one file, in order.
 *     From this file, `journal.py` computes the folders that a power cut could have left.
 *
 * Environment: FAULTY_DISK_FOLDER, FAULTY_DISK_CONTROL, and FAULTY_DISK_JOURNAL, which may be empty. Child processes
 * inherit all three, and share the control file and the journal.
 *
 * The index of SQLite's write-ahead log (`-shm`) is ignored: it is shared memory, which is recreated after a crash.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* faulty_disk.py and journal.py define the same bits, fields and kinds. */
enum { READS = 1, WRITES = 2, SYNCS = 4, TRUNCATIONS = 8 };
enum { CREATED = 1, WRITTEN, TRUNCATED, SYNCED, SYNC_FAILED, UNLINKED, RENAMED, FOLDER_SYNCED };

struct control {
    _Atomic uint64_t operations;        /* the operations that fail */
    _Atomic uint64_t per_million;       /* the probability; 0 ends all faults */
    _Atomic uint64_t error;             /* errno; 0 shortens writes, which is no error */
    _Atomic uint64_t growing_only;      /* only writes that enlarge their file, as on a full disk */
    _Atomic uint64_t lying_syncs;       /* syncs do nothing but report success */
    _Atomic uint64_t sync_microseconds; /* additional duration of a sync */
    _Atomic uint64_t seed;
    _Atomic uint64_t draws;             /* random numbers used so far */
    _Atomic uint64_t faults;            /* injected so far */
    _Atomic uint64_t records;           /* in the journal */
    char files[64];                     /* only files with this in their names; empty for all */
};

struct record {
    uint64_t kind, file, offset, length;
};

#define MOST_DESCRIPTORS 65536
#define LONGEST_NAME 96

static struct {
    char tracked; /* 1 a file, 2 a folder */
    uint64_t inode;
    char name[LONGEST_NAME]; /* relative to the folder */
} descriptors[MOST_DESCRIPTORS];

static struct control *control;
static const char *folder, *journal_path;
static size_t folder_length;
static int journal = -1;
static pthread_mutex_t in_process = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) {
        fprintf(stderr, "faulty_disk: the C library has no %s\n", name);
        abort();
    }
    return found;
}

/* A tool that misses a change is worse than none. */
static void give_up(const char *why) {
    fprintf(stderr, "faulty_disk: %s: %s\n", why, strerror(errno));
    abort();
}

static void open_journal(void) {
    if (journal_path && *journal_path) {
        journal = REAL(open)(journal_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
        if (journal < 0) give_up("the journal cannot be opened");
    }
}

static void before_fork(void) { pthread_mutex_lock(&in_process); }
static void after_fork_in_parent(void) { pthread_mutex_unlock(&in_process); }
static void after_fork_in_child(void) {
    /* flock belongs to an open file: with the parent's, both would hold the lock at the same time. */
    if (journal >= 0) REAL(close)(journal);
    open_journal();
    pthread_mutex_unlock(&in_process);
}

static void initialize(void) {
    const char *path = getenv("FAULTY_DISK_CONTROL");
    folder = getenv("FAULTY_DISK_FOLDER");
    journal_path = getenv("FAULTY_DISK_JOURNAL");
    if (!folder || !path) return;
    folder_length = strlen(folder);
    int descriptor = REAL(open)(path, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) give_up("the control file cannot be opened");
    void *mapped = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (mapped == MAP_FAILED) give_up("the control file cannot be mapped");
    REAL(close)(descriptor);
    open_journal();
    pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
    control = mapped;
}

static int active(void) {
    pthread_once(&once, initialize);
    return control != NULL;
}

/* --- names and descriptors --- */

/* The path relative to the folder ("" for the folder itself), or NULL for a path outside it. */
static const char *name_in_folder(const char *path) {
    if (!active() || strncmp(path, folder, folder_length) != 0) return NULL;
    if (path[folder_length] == '\0') return "";
    if (path[folder_length] != '/') return NULL;
    const char *name = path + folder_length + 1;
    size_t length = strlen(name);
    if (length >= 4 && strcmp(name + length - 4, "-shm") == 0) return NULL;
    if (length >= LONGEST_NAME) {
        errno = ENAMETOOLONG;
        give_up(name);
    }
    return name;
}

static int is_tracked(int descriptor) {
    return descriptor >= 0 && descriptor < MOST_DESCRIPTORS && descriptors[descriptor].tracked;
}

static int is_file(int descriptor) { return is_tracked(descriptor) && descriptors[descriptor].tracked == 1; }

/* --- the journal --- */

static void lock_journal(void) {
    pthread_mutex_lock(&in_process);
    if (journal >= 0 && flock(journal, LOCK_EX) != 0) give_up("the journal cannot be locked");
}

static void unlock_journal(void) {
    int kept = errno;
    if (journal >= 0) flock(journal, LOCK_UN);
    pthread_mutex_unlock(&in_process);
    errno = kept;
}

/* Call this with the journal locked, right after the change itself. */
static void append(uint64_t kind, uint64_t file, uint64_t offset, const void *data, size_t length) {
    if (journal < 0) return;
    int kept = errno;
    struct record record = {kind, file, offset, length};
    struct iovec parts[] = {{&record, sizeof record}, {(void *)data, length}};
    if (writev(journal, parts, 2) != (ssize_t)(sizeof record + length)) give_up("the journal cannot be written");
    atomic_fetch_add(&control->records, 1);
    errno = kept;
}

/* --- random numbers --- */

static uint64_t draw(void) {
    uint64_t x = control->seed + 0x9e3779b97f4a7c15u * (1 + atomic_fetch_add(&control->draws, 1));
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static int fails(int operation, int descriptor) {
    uint64_t per_million = control->per_million;
    if (!per_million || !(control->operations & (uint64_t)operation)) return 0;
    if (!strstr(descriptors[descriptor].name, control->files)) return 0;
    if (draw() % 1000000 >= per_million) return 0;
    atomic_fetch_add(&control->faults, 1);
    return 1;
}

/* --- opening and closing --- */

static int finish_open(int descriptor, const char *name, int flags, int existed) {
    struct stat status;
    if (descriptor < 0) return descriptor;
    if (descriptor >= MOST_DESCRIPTORS) give_up("too many files are open");
    if (fstat(descriptor, &status) != 0) give_up("an opened file cannot be looked at");
    descriptors[descriptor].inode = status.st_ino;
    strcpy(descriptors[descriptor].name, name);
    descriptors[descriptor].tracked = S_ISDIR(status.st_mode) ? 2 : 1;
    if (!S_ISDIR(status.st_mode)) {
        if (!existed) append(CREATED, status.st_ino, 0, name, strlen(name));
        else if (flags & O_TRUNC) append(TRUNCATED, status.st_ino, 0, NULL, 0);
    }
    return descriptor;
}

static int open_at(int folder_descriptor, const char *path, int flags, mode_t mode) {
    /* Relative paths are ignored, because SQLite and the server use absolute paths. */
    const char *name = path[0] == '/' ? name_in_folder(path) : NULL;
    if (!name) return REAL(openat64)(folder_descriptor, path, flags, mode);
    struct stat status;
    lock_journal();
    int existed = stat(path, &status) == 0;
    int descriptor = finish_open(REAL(openat64)(folder_descriptor, path, flags, mode), name, flags, existed);
    unlock_journal();
    return descriptor;
}

#define MODE(flags)                                 \
    mode_t mode = 0;                                \
    if ((flags) & (O_CREAT | __O_TMPFILE)) {        \
        va_list arguments;                          \
        va_start(arguments, flags);                 \
        mode = va_arg(arguments, mode_t);           \
        va_end(arguments);                          \
    }

int open(const char *path, int flags, ...) {
    MODE(flags)
    return open_at(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    MODE(flags)
    return open_at(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}
int openat(int at, const char *path, int flags, ...) {
    MODE(flags)
    return open_at(at, path, flags, mode);
}
int openat64(int at, const char *path, int flags, ...) {
    MODE(flags)
    return open_at(at, path, flags | O_LARGEFILE, mode);
}

int close(int descriptor) {
    if (is_tracked(descriptor)) descriptors[descriptor].tracked = 0;
    return REAL(close)(descriptor);
}

/* --- reading --- */

#define READ(function, descriptor, ...)                                     \
    if (is_file(descriptor) && fails(READS, descriptor)) {                  \
        errno = EIO;                                                        \
        return -1;                                                          \
    }                                                                       \
    return REAL(function)(descriptor, __VA_ARGS__);

ssize_t read(int descriptor, void *buffer, size_t count) { READ(read, descriptor, buffer, count) }
ssize_t pread(int descriptor, void *buffer, size_t count, off_t offset) {
    READ(pread, descriptor, buffer, count, offset)
}
ssize_t pread64(int descriptor, void *buffer, size_t count, off64_t offset) {
    READ(pread64, descriptor, buffer, count, offset)
}

/* --- writing --- */

static ssize_t write_at(int descriptor, const void *buffer, size_t count, off64_t offset) {
    struct stat status;
    size_t allowed = count;
    uint64_t error = 0;
    int failing;
    lock_journal();
    if (fstat(descriptor, &status) != 0) give_up("an open file cannot be looked at");
    failing = control->growing_only && offset + (off64_t)count <= status.st_size ? 0 : fails(WRITES, descriptor);
    if (failing) {
        error = control->error;
        /* A failed write may have reached the disk in part, but not on a full disk. */
        allowed = error == ENOSPC ? 0 : draw() % count;
        if (!error && !allowed) allowed = 1;
    }
    ssize_t written = allowed ? REAL(pwrite64)(descriptor, buffer, allowed, offset) : 0;
    if (written > 0) append(WRITTEN, descriptors[descriptor].inode, (uint64_t)offset, buffer, (size_t)written);
    unlock_journal();
    if (error && written >= 0) {
        errno = (int)error;
        return -1;
    }
    return written;
}

ssize_t pwrite(int descriptor, const void *buffer, size_t count, off_t offset) {
    return is_file(descriptor) && count ? write_at(descriptor, buffer, count, offset)
                                        : REAL(pwrite)(descriptor, buffer, count, offset);
}
ssize_t pwrite64(int descriptor, const void *buffer, size_t count, off64_t offset) {
    return is_file(descriptor) && count ? write_at(descriptor, buffer, count, offset)
                                        : REAL(pwrite64)(descriptor, buffer, count, offset);
}

ssize_t write(int descriptor, const void *buffer, size_t count) {
    if (!is_file(descriptor) || !count) return REAL(write)(descriptor, buffer, count);
    int appending = fcntl(descriptor, F_GETFL) & O_APPEND;
    off64_t offset = lseek64(descriptor, 0, appending ? SEEK_END : SEEK_CUR);
    ssize_t written = write_at(descriptor, buffer, count, offset);
    if (written > 0) lseek64(descriptor, offset + written, SEEK_SET);
    return written;
}

/* Callers of these functions fall back to read and write. */
ssize_t sendfile(int to, int from, off_t *offset, size_t count) {
    if (!is_file(to)) return REAL(sendfile)(to, from, offset, count);
    errno = EINVAL;
    return -1;
}
ssize_t sendfile64(int to, int from, off64_t *offset, size_t count) {
    if (!is_file(to)) return REAL(sendfile64)(to, from, offset, count);
    errno = EINVAL;
    return -1;
}
ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *offset, size_t count, unsigned flags) {
    if (!is_file(to)) return REAL(copy_file_range)(from, at, to, offset, count, flags);
    errno = EINVAL;
    return -1;
}

#define TRUNCATE(function, descriptor, size)                                                         \
    if (!is_file(descriptor)) return REAL(function)(descriptor, size);                               \
    if (fails(TRUNCATIONS, descriptor)) {                                                            \
        errno = EIO;                                                                                 \
        return -1;                                                                                   \
    }                                                                                                \
    lock_journal();                                                                                  \
    int result = REAL(function)(descriptor, size);                                                   \
    if (result == 0) append(TRUNCATED, descriptors[descriptor].inode, (uint64_t)size, NULL, 0);      \
    unlock_journal();                                                                                \
    return result;

int ftruncate(int descriptor, off_t size) { TRUNCATE(ftruncate, descriptor, size) }
int ftruncate64(int descriptor, off64_t size) { TRUNCATE(ftruncate64, descriptor, size) }

/* --- syncing --- */

static int sync_with(int (*sync)(int), int descriptor) {
    if (!is_tracked(descriptor)) return sync(descriptor);
    if (control->lying_syncs) return 0;
    /* Data written during the sync may be synced or not. */
    uint64_t begun_after = control->records;
    int folder_itself = !is_file(descriptor), result = 0;
    if (control->sync_microseconds) usleep((useconds_t)control->sync_microseconds);
    if (!folder_itself && fails(SYNCS, descriptor)) {
        errno = EIO;
        result = -1;
    } else {
        result = sync(descriptor);
    }
    lock_journal();
    if (folder_itself) {
        if (result == 0)
            append(FOLDER_SYNCED, 0, begun_after, descriptors[descriptor].name, strlen(descriptors[descriptor].name));
    } else {
        append(result == 0 ? SYNCED : SYNC_FAILED, descriptors[descriptor].inode, begun_after, NULL, 0);
    }
    unlock_journal();
    return result;
}

int fsync(int descriptor) { return sync_with(REAL(fsync), descriptor); }
int fdatasync(int descriptor) { return sync_with(REAL(fdatasync), descriptor); }

/* --- entries of the folder --- */

int unlink(const char *path) {
    const char *name = name_in_folder(path);
    if (!name) return REAL(unlink)(path);
    lock_journal();
    int result = REAL(unlink)(path);
    if (result == 0) append(UNLINKED, 0, 0, name, strlen(name));
    unlock_journal();
    return result;
}

int rename(const char *from, const char *to) {
    const char *old = name_in_folder(from), *new = name_in_folder(to);
    if (!old || !new) return REAL(rename)(from, to);
    char names[2 * LONGEST_NAME];
    int length = snprintf(names, sizeof names, "%s/%s", old, new);
    /* The offset is the beginning of the new name. */
    lock_journal();
    int result = REAL(rename)(from, to);
    if (result == 0) append(RENAMED, 0, strlen(old) + 1, names, (size_t)length);
    unlock_journal();
    return result;
}
