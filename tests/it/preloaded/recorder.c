// Records what a program writes below the folder RECORDED to the file RECORD, in order. Loaded into the program before the C library
// (LD_PRELOAD). Each record is a line of its kind, its path (of renames two), offset and length, and then so many bytes.
//
// Files that are made under a passing name (".tmp…") are renamed past the C library. Where one went is looked up when its
// folder is synced, or at the end: until then the new name may be lost anyway.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 4096
#define PASSING 256

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *paths[FILES];
static int record = -1;
// Files under passing names, and what tells them from all others.
static char *passing[PASSING];
static ino_t numbers[PASSING];

static void put(const void *bytes, size_t length) {
  for (const char *at = bytes; length > 0;) {
    long done = syscall(SYS_write, record, at, length);
    if (done <= 0) abort();
    at += done, length -= done;
  }
}

static void note(const char *kind, const char *path, const char *other, long offset, const void *bytes, size_t length) {
  if (record < 0) {
    if (!getenv("RECORD")) return;
    record = syscall(SYS_openat, AT_FDCWD, getenv("RECORD"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  }
  char head[2 * PATH_MAX + 64];
  int size = snprintf(head, sizeof head, "%s\t%s\t%s\t%ld\t%zu\n", kind, path, other, offset, length);
  put(head, size);
  if (bytes) put(bytes, length);
}

// The path of a file below the recorded folder, or NULL.
static const char *below(int at, const char *path, char *into) {
  const char *folder = getenv("RECORDED");
  if (!folder || !path) return NULL;
  if (path[0] == '/') {
    snprintf(into, PATH_MAX, "%s", path);
  } else {
    char link[64], base[PATH_MAX];
    if (at == AT_FDCWD) {
      if (!getcwd(base, sizeof base)) return NULL;
    } else {
      snprintf(link, sizeof link, "/proc/self/fd/%d", at);
      ssize_t length = readlink(link, base, sizeof base - 1);
      if (length < 0) return NULL;
      base[length] = 0;
    }
    if (snprintf(into, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) return NULL;
  }
  size_t length = strlen(folder);
  return strncmp(into, folder, length) == 0 && (into[length] == '/' || !into[length]) ? into : NULL;
}

static void follow_passing(void) {
  for (int i = 0; i < PASSING; i++) {
    struct stat now;
    if (!passing[i] || fstatat(AT_FDCWD, passing[i], &now, AT_SYMLINK_NOFOLLOW) == 0) continue;
    char folder[PATH_MAX], whole[2 * PATH_MAX];
    snprintf(folder, sizeof folder, "%s", passing[i]);
    *strrchr(folder, '/') = 0;
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
      if (entry->d_ino != numbers[i]) continue;
      snprintf(whole, sizeof whole, "%s/%s", folder, entry->d_name);
      note("rename", passing[i], whole, 0, NULL, 0);
    }
    if (entries) closedir(entries);
    free(passing[i]), passing[i] = NULL;
  }
}

static void add_passing(const char *path, int file) {
  struct stat now;
  if (strncmp(strrchr(path, '/'), "/.tmp", 5) != 0 || fstat(file, &now) != 0) return;
  for (int i = 0; i < PASSING; i++) {
    if (passing[i]) continue;
    passing[i] = strdup(path), numbers[i] = now.st_ino;
    return;
  }
  abort();
}

__attribute__((destructor)) static void end(void) {
  pthread_mutex_lock(&lock);
  follow_passing();
  pthread_mutex_unlock(&lock);
}

static int opened(int at, const char *path, int flags, mode_t mode) {
  char whole[PATH_MAX];
  struct stat known;
  pthread_mutex_lock(&lock);
  const char *told = below(at, path, whole);
  int is_new = told && (flags & O_CREAT) && fstatat(at, path, &known, 0) != 0;
  int file = syscall(SYS_openat, at, path, flags, mode);
  if (file >= 0 && file < FILES) {
    free(paths[file]);
    paths[file] = told ? strdup(told) : NULL;
    if (is_new) note("create", told, "", 0, NULL, 0), add_passing(told, file);
    if (told && !is_new && (flags & O_TRUNC)) note("truncate", told, "", 0, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  return file;
}

#define OPEN(name)                                                        \
  int name(const char *path, int flags, ...) {                            \
    va_list rest;                                                         \
    va_start(rest, flags);                                                \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                                         \
    return opened(AT_FDCWD, path, flags, mode);                           \
  }
OPEN(open)
OPEN(open64)
#define OPENAT(name)                                                      \
  int name(int at, const char *path, int flags, ...) {                    \
    va_list rest;                                                         \
    va_start(rest, flags);                                                \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                                         \
    return opened(at, path, flags, mode);                                 \
  }
OPENAT(openat)
OPENAT(openat64)

int close(int file) {
  pthread_mutex_lock(&lock);
  if (file >= 0 && file < FILES) free(paths[file]), paths[file] = NULL;
  pthread_mutex_unlock(&lock);
  return syscall(SYS_close, file);
}

static const char *known(int file) { return file >= 0 && file < FILES ? paths[file] : NULL; }

// Where the next bytes of a file go.
static long place(int file) {
  struct stat now;
  int flags = syscall(SYS_fcntl, file, F_GETFL);
  if (flags & O_APPEND) return fstat(file, &now) == 0 ? now.st_size : 0;
  return syscall(SYS_lseek, file, 0, SEEK_CUR);
}

ssize_t write(int file, const void *bytes, size_t length) {
  pthread_mutex_lock(&lock);
  long at = known(file) ? place(file) : 0;
  ssize_t done = syscall(SYS_write, file, bytes, length);
  if (done > 0 && known(file)) note("write", known(file), "", at, bytes, done);
  if (done > 0 && file == 1) note("said", "", "", 0, bytes, done);
  pthread_mutex_unlock(&lock);
  return done;
}

ssize_t writev(int file, const struct iovec *parts, int count) {
  return count > 0 ? write(file, parts[0].iov_base, parts[0].iov_len) : 0;
}

static ssize_t written(int file, const void *bytes, size_t length, off_t at) {
  pthread_mutex_lock(&lock);
  ssize_t done = syscall(SYS_pwrite64, file, bytes, length, at);
  if (done > 0 && known(file)) note("write", known(file), "", at, bytes, done);
  pthread_mutex_unlock(&lock);
  return done;
}
ssize_t pwrite(int file, const void *bytes, size_t length, off_t at) { return written(file, bytes, length, at); }
ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at) { return written(file, bytes, length, at); }

static int cut(int file, off_t length) {
  pthread_mutex_lock(&lock);
  int done = syscall(SYS_ftruncate, file, length);
  if (done == 0 && known(file)) note("truncate", known(file), "", length, NULL, 0);
  pthread_mutex_unlock(&lock);
  return done;
}
int ftruncate(int file, off_t length) { return cut(file, length); }
int ftruncate64(int file, off64_t length) { return cut(file, length); }

static int synced(int file, long call) {
  pthread_mutex_lock(&lock);
  int done = syscall(call, file);
  if (done == 0 && known(file)) follow_passing();
  if (done == 0 && known(file)) note("sync", known(file), "", 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return done;
}
int fsync(int file) { return synced(file, SYS_fsync); }
int fdatasync(int file) { return synced(file, SYS_fdatasync); }

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
  char one[PATH_MAX], two[PATH_MAX];
  pthread_mutex_lock(&lock);
  const char *was = below(from_at, from, one), *is = below(to_at, to, two);
  int done = syscall(SYS_renameat2, from_at, from, to_at, to, flags);
  if (done == 0 && was && is) {
    note("rename", was, is, 0, NULL, 0);
    for (int file = 0; file < FILES; file++) {
      if (paths[file] && strcmp(paths[file], was) == 0) free(paths[file]), paths[file] = strdup(is);
    }
  }
  pthread_mutex_unlock(&lock);
  return done;
}
int renameat(int from_at, const char *from, int to_at, const char *to) { return renameat2(from_at, from, to_at, to, 0); }
int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }

int unlinkat(int at, const char *path, int flags) {
  char whole[PATH_MAX];
  pthread_mutex_lock(&lock);
  const char *told = below(at, path, whole);
  int done = syscall(SYS_unlinkat, at, path, flags);
  if (done == 0 && told && !(flags & AT_REMOVEDIR)) note("remove", told, "", 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return done;
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

// Copies that the kernel makes would not be seen. Without them, programs read and write.
ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t length, unsigned flags) {
  (void)from, (void)from_at, (void)to, (void)to_at, (void)length, (void)flags;
  errno = ENOSYS;
  return -1;
}
ssize_t sendfile64(int to, int from, off64_t *at, size_t length) {
  (void)to, (void)from, (void)at, (void)length;
  errno = ENOSYS;
  return -1;
}
