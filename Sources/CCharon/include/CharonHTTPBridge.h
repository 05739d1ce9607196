#ifndef CHARON_HTTP_BRIDGE_H
#define CHARON_HTTP_BRIDGE_H
// libcurl, opened when the first request is made: it brings some thirty libraries with it, which would be most of
// the time that a program without requests needs to start. And its variadic functions with types.
#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>

/// Opens libcurl, once for the process. Returns NULL, or why there is none. Every other function needs it.
const char *charon_curl_load(void);
/// Whether it has been opened.
int charon_curl_is_loaded(void);

CURL *charon_curl_easy_new(void);
void charon_curl_easy_reset(CURL *easy);
void charon_curl_easy_free(CURL *easy);
const char *charon_curl_text(CURLcode code);

CURLcode charon_curl_set_number(CURL *easy, CURLoption option, long value);
CURLcode charon_curl_set_size(CURL *easy, CURLoption option, int64_t value);
/// `text` may be NULL; libcurl copies it.
CURLcode charon_curl_set_text(CURL *easy, CURLoption option, const char *text);
/// `text`, of CURL_ERROR_SIZE, must live as long as the handle.
CURLcode charon_curl_set_message(CURL *easy, char *text);
/// The list must live until another is set or the handle is freed.
CURLcode charon_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *list);
struct curl_slist *charon_curl_list_add(struct curl_slist *list, const char *text);
void charon_curl_list_free(struct curl_slist *list);

/// What a transfer calls, each with `state`.
struct charon_curl_callbacks {
    curl_write_callback body;
    curl_write_callback header;
    curl_read_callback upload;
    curl_seek_callback rewind;
    curl_xferinfo_callback progress;
    curl_opensocket_callback open_socket;
    curl_ssl_ctx_callback tls;
    curl_prereq_callback sending;
};
CURLcode charon_curl_set_callbacks(CURL *easy, const struct charon_curl_callbacks *callbacks, void *state);
/// What is called when a connection is closed, even long after the transfer that made it; with `state`.
CURLcode charon_curl_set_close_socket(CURL *easy, curl_closesocket_callback callback, void *state);

/// 0 if there is none.
long charon_curl_number_info(CURL *easy, CURLINFO info);
int64_t charon_curl_size_info(CURL *easy, CURLINFO info);
/// NULL if there is none; belongs to the handle.
const char *charon_curl_text_info(CURL *easy, CURLINFO info);
/// The descriptor of the handle's last connection if it is still open, else -1.
int charon_curl_socket_info(CURL *easy);

CURLM *charon_curl_multi_new(void);
void charon_curl_multi_free(CURLM *multi);
CURLMcode charon_curl_multi_set_number(CURLM *multi, CURLMoption option, long value);
CURLMcode charon_curl_multi_set_callbacks(CURLM *multi, curl_socket_callback socket, curl_multi_timer_callback timer,
                                          void *state);
CURLMcode charon_curl_multi_add(CURLM *multi, CURL *easy);
CURLMcode charon_curl_multi_remove(CURLM *multi, CURL *easy);
CURLMcode charon_curl_multi_act(CURLM *multi, int descriptor, int events);
/// The next transfer that has ended, or NULL.
CURL *charon_curl_multi_ended(CURLM *multi, CURLcode *code);

/// Splits a URL as libcurl does; 0 if it cannot be. What is written must be freed by `charon_curl_release`.
int charon_curl_split(const char *url, char **scheme, char **host, char **port);
void charon_curl_release(char *text);

/// A socket for an address, close-on-exec and non-blocking, or -1 and errno.
int charon_http_open_socket(const struct curl_sockaddr *address);
/// The number of the last failure on this thread.
int charon_http_error(void);
/// Ends both directions, so that libcurl finds the connection dead when it next looks.
void charon_http_end_socket(int descriptor);
void charon_http_close_socket(int descriptor);
/// The port of this end; 0 if it has none yet.
int charon_http_local_port(int descriptor);
/// How many bytes have come over a connection since it was made; 0 if the kernel does not tell.
uint64_t charon_http_bytes_received(int descriptor);
/// Whether there is something to receive, the end and failures included, without waiting.
int charon_http_has_input(int descriptor);
#endif
