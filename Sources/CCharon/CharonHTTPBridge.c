#include "CharonHTTPBridge.h"

#include <dlfcn.h>
#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// Every function of libcurl that is used, typed by its own declaration.
#define FUNCTIONS(of)                                                                                                  \
    of(curl_global_init) of(curl_version_info) of(curl_easy_init) of(curl_easy_reset) of(curl_easy_cleanup)            \
    of(curl_easy_strerror) of(curl_slist_append) of(curl_slist_free_all) of(curl_multi_init) of(curl_multi_cleanup)    \
    of(curl_multi_add_handle) of(curl_multi_remove_handle) of(curl_multi_socket_action) of(curl_multi_info_read)       \
    of(curl_url) of(curl_url_cleanup) of(curl_url_set) of(curl_url_get) of(curl_free)

#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

#define DECLARE(name) __typeof__(name) *name;
static struct {
    FUNCTIONS(DECLARE)
    __typeof__(curl_easy_setopt) *curl_easy_setopt;
    __typeof__(curl_easy_getinfo) *curl_easy_getinfo;
    __typeof__(curl_multi_setopt) *curl_multi_setopt;
} lib;

static const char *failure;
static int is_loaded;

static void load(void) {
    failure = "http is not available: libcurl.so.4 could not be loaded";
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return;
#define FIND(name) if ((lib.name = (__typeof__(lib.name))dlsym(library, #name)) == NULL) return;
    FUNCTIONS(FIND)
    FIND(curl_easy_setopt)
    FIND(curl_easy_getinfo)
    FIND(curl_multi_setopt)
    if (lib.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return;
    // Its TLS contexts are handed to our OpenSSL, so it has to be the same one.
    const curl_version_info_data *version = lib.curl_version_info(CURLVERSION_NOW);
    if (version->ssl_version == NULL || strncmp(version->ssl_version, "OpenSSL/3", 9) != 0) {
        failure = "http is not available: libcurl.so.4 does not use OpenSSL 3";
        return;
    }
    failure = NULL;
    __atomic_store_n(&is_loaded, 1, __ATOMIC_RELEASE);
}

const char *charon_curl_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return failure;
}

int charon_curl_is_loaded(void) { return __atomic_load_n(&is_loaded, __ATOMIC_ACQUIRE); }

CURL *charon_curl_easy_new(void) { return lib.curl_easy_init(); }
void charon_curl_easy_reset(CURL *easy) { lib.curl_easy_reset(easy); }
void charon_curl_easy_free(CURL *easy) { lib.curl_easy_cleanup(easy); }
const char *charon_curl_text(CURLcode code) { return lib.curl_easy_strerror(code); }

CURLcode charon_curl_set_number(CURL *easy, CURLoption option, long value) {
    return lib.curl_easy_setopt(easy, option, value);
}

CURLcode charon_curl_set_size(CURL *easy, CURLoption option, int64_t value) {
    return lib.curl_easy_setopt(easy, option, (curl_off_t)value);
}

CURLcode charon_curl_set_text(CURL *easy, CURLoption option, const char *text) {
    return lib.curl_easy_setopt(easy, option, text);
}

CURLcode charon_curl_set_message(CURL *easy, char *text) {
    return lib.curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, text);
}

CURLcode charon_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *list) {
    return lib.curl_easy_setopt(easy, option, list);
}

struct curl_slist *charon_curl_list_add(struct curl_slist *list, const char *text) {
    return lib.curl_slist_append(list, text);
}

void charon_curl_list_free(struct curl_slist *list) { lib.curl_slist_free_all(list); }

CURLcode charon_curl_set_callbacks(CURL *easy, const struct charon_curl_callbacks *callbacks, void *state) {
    CURLcode code = CURLE_OK;
#define SET(option, value) if (code == CURLE_OK) code = lib.curl_easy_setopt(easy, option, value);
    SET(CURLOPT_WRITEFUNCTION, callbacks->body)
    SET(CURLOPT_WRITEDATA, state)
    SET(CURLOPT_HEADERFUNCTION, callbacks->header)
    SET(CURLOPT_HEADERDATA, state)
    SET(CURLOPT_READFUNCTION, callbacks->upload)
    SET(CURLOPT_READDATA, state)
    SET(CURLOPT_SEEKFUNCTION, callbacks->rewind)
    SET(CURLOPT_SEEKDATA, state)
    SET(CURLOPT_XFERINFOFUNCTION, callbacks->progress)
    SET(CURLOPT_XFERINFODATA, state)
    SET(CURLOPT_OPENSOCKETFUNCTION, callbacks->open_socket)
    SET(CURLOPT_OPENSOCKETDATA, state)
    SET(CURLOPT_SSL_CTX_FUNCTION, callbacks->tls)
    SET(CURLOPT_SSL_CTX_DATA, state)
    SET(CURLOPT_PREREQFUNCTION, callbacks->sending)
    SET(CURLOPT_PREREQDATA, state)
    return code;
}

CURLcode charon_curl_set_close_socket(CURL *easy, curl_closesocket_callback callback, void *state) {
    CURLcode code = CURLE_OK;
    SET(CURLOPT_CLOSESOCKETFUNCTION, callback)
    SET(CURLOPT_CLOSESOCKETDATA, state)
    return code;
}

long charon_curl_number_info(CURL *easy, CURLINFO info) {
    long value = 0;
    return lib.curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

int64_t charon_curl_size_info(CURL *easy, CURLINFO info) {
    curl_off_t value = 0;
    return lib.curl_easy_getinfo(easy, info, &value) == CURLE_OK ? (int64_t)value : 0;
}

const char *charon_curl_text_info(CURL *easy, CURLINFO info) {
    const char *value = NULL;
    return lib.curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : NULL;
}

int charon_curl_socket_info(CURL *easy) {
    curl_socket_t value = CURL_SOCKET_BAD;
    return lib.curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &value) == CURLE_OK ? value : -1;
}

CURLM *charon_curl_multi_new(void) { return lib.curl_multi_init(); }
void charon_curl_multi_free(CURLM *multi) { lib.curl_multi_cleanup(multi); }

CURLMcode charon_curl_multi_set_number(CURLM *multi, CURLMoption option, long value) {
    return lib.curl_multi_setopt(multi, option, value);
}

CURLMcode charon_curl_multi_set_callbacks(CURLM *multi, curl_socket_callback socket, curl_multi_timer_callback timer,
                                          void *state) {
    CURLMcode code = lib.curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket);
    if (code == CURLM_OK) code = lib.curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, state);
    if (code == CURLM_OK) code = lib.curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
    if (code == CURLM_OK) code = lib.curl_multi_setopt(multi, CURLMOPT_TIMERDATA, state);
    return code;
}

CURLMcode charon_curl_multi_add(CURLM *multi, CURL *easy) { return lib.curl_multi_add_handle(multi, easy); }
CURLMcode charon_curl_multi_remove(CURLM *multi, CURL *easy) { return lib.curl_multi_remove_handle(multi, easy); }

CURLMcode charon_curl_multi_act(CURLM *multi, int descriptor, int events) {
    int running = 0;
    return lib.curl_multi_socket_action(multi, descriptor, events, &running);
}

CURL *charon_curl_multi_ended(CURLM *multi, CURLcode *code) {
    int left = 0;
    for (CURLMsg *message; (message = lib.curl_multi_info_read(multi, &left)) != NULL;) {
        if (message->msg != CURLMSG_DONE) continue;
        *code = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}

int charon_curl_split(const char *url, char **scheme, char **host, char **port) {
    *scheme = *host = *port = NULL;
    CURLU *parts = lib.curl_url();
    if (parts == NULL) return 0;
    int ok = lib.curl_url_set(parts, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK
        && lib.curl_url_get(parts, CURLUPART_SCHEME, scheme, 0) == CURLUE_OK
        && lib.curl_url_get(parts, CURLUPART_HOST, host, 0) == CURLUE_OK
        && lib.curl_url_get(parts, CURLUPART_PORT, port, CURLU_DEFAULT_PORT) == CURLUE_OK;
    lib.curl_url_cleanup(parts);
    if (ok) return 1;
    charon_curl_release(*scheme);
    charon_curl_release(*host);
    charon_curl_release(*port);
    *scheme = *host = *port = NULL;
    return 0;
}

void charon_curl_release(char *text) {
    if (text != NULL) lib.curl_free(text);
}

int charon_http_open_socket(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->protocol);
}

int charon_http_error(void) { return errno; }

void charon_http_end_socket(int descriptor) { shutdown(descriptor, SHUT_RDWR); }

// Interrupted or not, the descriptor is gone. Source: close(2).
void charon_http_close_socket(int descriptor) { close(descriptor); }

int charon_http_local_port(int descriptor) {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address = {0};
    socklen_t size = sizeof address;
    if (getsockname(descriptor, &address.any, &size) != 0) return 0;
    return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}

uint64_t charon_http_bytes_received(int descriptor) {
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
    // The end of the stream counts as a byte. The state is CLOSE_WAIT as long as only the peer has ended.
    enum { CLOSE_WAIT = 8 };
    return info.tcpi_bytes_received - (info.tcpi_state == CLOSE_WAIT && info.tcpi_bytes_received > 0);
}

int charon_http_has_input(int descriptor) {
    struct pollfd look = {.fd = descriptor, .events = POLLIN};
    int count;
    do count = poll(&look, 1, 0); while (count < 0 && errno == EINTR);
    return count != 0;
}
