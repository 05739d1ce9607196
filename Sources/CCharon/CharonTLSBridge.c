#include "CharonTLSBridge.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Bytes in order, taken from the front and added at the end.
struct bytes {
    uint8_t *base;
    size_t start, end, capacity;
};

static void bytes_release(struct bytes *b) {
    free(b->base);
    *b = (struct bytes){0};
}

// Makes room for `count` bytes more.
static int bytes_reserve(struct bytes *b, size_t count) {
    if (count <= b->capacity - b->end) return 1;
    size_t held = b->end - b->start;
    // Moving pays only when at least half of the room is free in front.
    if (b->start >= held && count <= b->capacity - held) {
        memcpy(b->base, b->base + b->start, held);
    } else {
        if (count > SIZE_MAX / 4 - held) return 0;
        size_t wanted = held + count, capacity = b->capacity ? b->capacity * 2 : 512;
        if (capacity < wanted) capacity = wanted;
        uint8_t *base = malloc(capacity);
        if (base == NULL) return 0;
        if (held) memcpy(base, b->base + b->start, held);
        free(b->base);
        b->base = base;
        b->capacity = capacity;
    }
    b->start = 0;
    b->end = held;
    return 1;
}

static int bytes_append(struct bytes *b, const void *from, size_t count) {
    if (!bytes_reserve(b, count)) return 0;
    memcpy(b->base + b->end, from, count);
    b->end += count;
    return 1;
}

static void bytes_drop(struct bytes *b, size_t count) {
    b->start += count;
    if (b->start == b->end) bytes_release(b);
}

struct charon_tls {
    SSL *ssl;
    struct bytes kept;
    const uint8_t *lent;
    size_t lent_count;
    struct bytes output;
    uint64_t output_total;
    // Where the payload of the record goes that is being read.
    char *target;
    size_t target_room;
    // The head of the first record and message, to see its size before it is collected.
    uint8_t head[9];
    uint8_t head_count, is_server, is_oversized;
    // OpenSSL's memory for a received record stays between two records.
    uint8_t holds_record;
};

// Asks for the memory that the payload will be copied to, which mostly is not in any near cache: it comes while OpenSSL
// decrypts.
static void prepare_target(struct charon_tls *tls, size_t count) {
    enum { cache_line = 64, worthwhile = 2048 };
    if (count < worthwhile || tls->target == NULL) return;
    if (count > tls->target_room) count = tls->target_room;
    for (size_t at = 0; at < count; at += cache_line) __builtin_prefetch(tls->target + at, 1, 2);
}

static int transport_read(BIO *bio, char *into, size_t room, size_t *count) {
    struct charon_tls *tls = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    *count = 0;
    size_t kept = tls->kept.end - tls->kept.start;
    const uint8_t *from = kept ? tls->kept.base + tls->kept.start : tls->lent;
    size_t held = kept ? kept : tls->lent_count;
    if (held == 0 || tls->is_oversized) {
        if (!tls->is_oversized) BIO_set_retry_read(bio);
        return 0;
    }
    if (held > room) held = room;
    memcpy(into, from, held);
    if (tls->is_server && tls->head_count < sizeof tls->head) {
        size_t more = sizeof tls->head - tls->head_count;
        if (more > held) more = held;
        memcpy(tls->head + tls->head_count, from, more);
        tls->head_count += more;
        const uint8_t *head = tls->head;
        if (tls->head_count == sizeof tls->head && head[0] == SSL3_RT_HANDSHAKE && head[5] == SSL3_MT_CLIENT_HELLO) {
            uint32_t size = (uint32_t)head[6] << 16 | (uint32_t)head[7] << 8 | head[8];
            if (size > CHARON_TLS_MAX_HANDSHAKE_MESSAGE) {
                tls->is_oversized = 1;
                return 0;
            }
        }
    }
    if (kept) {
        bytes_drop(&tls->kept, held);
    } else {
        tls->lent += held;
        tls->lent_count -= held;
    }
    *count = held;
    prepare_target(tls, held);
    return 1;
}

static int transport_write(BIO *bio, const char *from, size_t count, size_t *written) {
    struct charon_tls *tls = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    *written = 0;
    if (!bytes_append(&tls->output, from, count)) return 0;
    tls->output_total += count;
    *written = count;
    return 1;
}

static long transport_control(BIO *bio, int command, long number, void *pointer) {
    (void)bio, (void)number, (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

static BIO_METHOD *transport;
static CRYPTO_ONCE transport_once = CRYPTO_ONCE_STATIC_INIT;

static void make_transport(void) {
    BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "charon");
    if (method != NULL && BIO_meth_set_read_ex(method, transport_read)
        && BIO_meth_set_write_ex(method, transport_write) && BIO_meth_set_ctrl(method, transport_control)) {
        transport = method;
    }
}

charon_tls *charon_tls_new(SSL_CTX *context, int is_server) {
    if (!CRYPTO_THREAD_run_once(&transport_once, make_transport) || transport == NULL) return NULL;
    charon_tls *tls = calloc(1, sizeof *tls);
    if (tls == NULL) return NULL;
    BIO *bio = BIO_new(transport);
    tls->ssl = SSL_new(context);
    if (bio == NULL || tls->ssl == NULL) {
        BIO_free(bio);
        charon_tls_free(tls);
        return NULL;
    }
    BIO_set_data(bio, tls);
    BIO_set_init(bio, 1);
    SSL_set_bio(tls->ssl, bio, bio);
    tls->is_server = is_server != 0;
    if (is_server) SSL_set_accept_state(tls->ssl); else SSL_set_connect_state(tls->ssl);
    return tls;
}

void charon_tls_free(charon_tls *tls) {
    if (tls == NULL) return;
    // Otherwise OpenSSL takes the session for broken: since TLS 1.1 a missing close_notify does not make it so.
    if (tls->ssl != NULL) SSL_set_shutdown(tls->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(tls->ssl);
    bytes_release(&tls->kept);
    bytes_release(&tls->output);
    free(tls);
}

SSL *charon_tls_ssl(const charon_tls *tls) { return tls->ssl; }

void charon_tls_lend(charon_tls *tls, const void *bytes, size_t count) {
    tls->lent = bytes;
    tls->lent_count = count;
}

int charon_tls_keep(charon_tls *tls) {
    int ok = tls->lent_count == 0 || bytes_append(&tls->kept, tls->lent, tls->lent_count);
    tls->lent = NULL;
    tls->lent_count = 0;
    return ok;
}

size_t charon_tls_lent(const charon_tls *tls) { return tls->lent_count; }

size_t charon_tls_pending(const charon_tls *tls) { return tls->kept.end - tls->kept.start + tls->lent_count; }

static enum charon_tls_status status_of(charon_tls *tls, int result) {
    if (result > 0) return CHARON_TLS_DONE;
    if (tls->is_oversized) {
        static const uint8_t alert[] = {SSL3_RT_ALERT, 3, 3, 0, 2, SSL3_AL_FATAL, SSL_AD_ILLEGAL_PARAMETER};
        if (bytes_append(&tls->output, alert, sizeof alert)) tls->output_total += sizeof alert;
        return CHARON_TLS_OVERSIZED;
    }
    switch (SSL_get_error(tls->ssl, result)) {
    case SSL_ERROR_WANT_READ: return CHARON_TLS_WANTS_INPUT;
    case SSL_ERROR_ZERO_RETURN: return CHARON_TLS_CLOSED;
    default: return CHARON_TLS_FAILED;
    }
}

// What stands on the thread's queue would be taken for this call's. Looking is much cheaper than clearing.
static void clear_errors(void) {
    if (ERR_peek_error() != 0) ERR_clear_error();
}

enum charon_tls_status charon_tls_handshake(charon_tls *tls) {
    clear_errors();
    return status_of(tls, SSL_do_handshake(tls->ssl));
}

// An idle connection shall not hold memory for a record, but while there is more to read, the next record takes the
// place of the last, which the processor still has near.
static void hold_record(charon_tls *tls, int holds) {
    if (tls->holds_record == holds) return;
    tls->holds_record = holds != 0;
    if (holds) {
        SSL_clear_mode(tls->ssl, SSL_MODE_RELEASE_BUFFERS);
    } else {
        SSL_set_mode(tls->ssl, SSL_MODE_RELEASE_BUFFERS);
    }
}

enum charon_tls_status charon_tls_read(charon_tls *tls, void *into, size_t room, size_t *count) {
    clear_errors();
    hold_record(tls, charon_tls_pending(tls) > SSL3_RT_MAX_PACKET_SIZE);
    *count = 0;
    tls->target = into;
    tls->target_room = room;
    enum charon_tls_status status = status_of(tls, SSL_read_ex(tls->ssl, into, room, count));
    tls->target = NULL;
    // A ticket makes OpenSSL take a buffer for an answer that never comes; while part of a record is there, this
    // does nothing.
    if (status == CHARON_TLS_WANTS_INPUT) SSL_free_buffers(tls->ssl);
    return status;
}

enum charon_tls_status charon_tls_write(charon_tls *tls, const void *bytes, size_t count) {
    // What a record has besides its plaintext: head, initialisation vector, content type, padding and MAC at the most.
    enum { record_overhead = 5 + 16 + 1 + 16 + 48 };
    size_t written = 0;
    clear_errors();
    // All at once: growing while one record comes after another copies each of them again.
    if (!bytes_reserve(&tls->output, count + (count / SSL3_RT_MAX_PLAIN_LENGTH + 1) * record_overhead)) {
        return CHARON_TLS_FAILED;
    }
    return status_of(tls, SSL_write_ex(tls->ssl, bytes, count, &written));
}

const uint8_t *charon_tls_output(const charon_tls *tls, size_t *count) {
    *count = tls->output.end - tls->output.start;
    return *count ? tls->output.base + tls->output.start : NULL;
}

void charon_tls_drop_output(charon_tls *tls, size_t count) {
    size_t held = tls->output.end - tls->output.start;
    bytes_drop(&tls->output, count < held ? count : held);
}

uint64_t charon_tls_output_total(const charon_tls *tls) { return tls->output_total; }

void charon_tls_context_setup(SSL_CTX *context, int minimum_version) {
    SSL_CTX_set_min_proto_version(context, minimum_version);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context, SSL_MODE_AUTO_RETRY | SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_max_cert_list(context, CHARON_TLS_MAX_HANDSHAKE_MESSAGE);
    if (SSL_CTX_get_security_level(context) < 2) SSL_CTX_set_security_level(context, 2);
}

void charon_tls_context_server(SSL_CTX *context) {
    // Tickets carry the state, so nothing is kept here for clients that may never come back.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    // Each costs about a tenth of a handshake, and the next resumption brings a new one.
    SSL_CTX_set_num_tickets(context, 1);
    SSL_CTX_set_dh_auto(context, 1);
}

void charon_tls_context_client(SSL_CTX *context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
}

void charon_tls_context_server_name(SSL_CTX *context, int (*accept)(SSL *, int *, void *)) {
    SSL_CTX_set_tlsext_servername_callback(context, accept);
}

int charon_tls_set_server_name(SSL *ssl, const char *name) { return (int)SSL_set_tlsext_host_name(ssl, name); }

void *charon_tls_connection_of(X509_STORE_CTX *verification) {
    SSL *ssl = X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx());
    return ssl == NULL ? NULL : SSL_get_app_data(ssl);
}

// What a context of another library carries for us.
struct watch {
    void *object;
    void (*release)(void *object);
    void (*failed)(void *object, SSL *ssl);
    void (*alerted)(void *object, int level, int description);
    void (*received)(void *object);
};

static int watch_index = -1;
static CRYPTO_ONCE watch_once = CRYPTO_ONCE_STATIC_INIT;

static void free_watch(void *parent, void *pointer, CRYPTO_EX_DATA *data, int index, long number, void *state) {
    (void)parent, (void)data, (void)index, (void)number, (void)state;
    struct watch *watch = pointer;
    if (watch == NULL) return;
    watch->release(watch->object);
    free(watch);
}

static void make_watch_index(void) { watch_index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, free_watch); }

int charon_tls_context_hold(SSL_CTX *context, void *object, void (*release)(void *object)) {
    if (!CRYPTO_THREAD_run_once(&watch_once, make_watch_index) || watch_index < 0) return 0;
    struct watch *watch = calloc(1, sizeof *watch);
    if (watch == NULL) return 0;
    watch->object = object;
    watch->release = release;
    if (SSL_CTX_set_ex_data(context, watch_index, watch)) return 1;
    free(watch);
    return 0;
}

static void handshake_event(const SSL *ssl, int where, int result) {
    // A step that only has to wait leaves no error.
    if (!(where & SSL_CB_EXIT) || result > 0 || ERR_peek_error() == 0) return;
    struct watch *watch = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), watch_index);
    if (watch != NULL && watch->failed != NULL) watch->failed(watch->object, (SSL *)ssl);
}

static void message_event(int is_written, int version, int kind, const void *bytes, size_t count, SSL *ssl, void *state) {
    (void)version;
    struct watch *watch = state;
    const uint8_t *content = bytes;
    if (is_written || count == 0) return;
    if (kind == SSL3_RT_ALERT && count == 2) watch->alerted(watch->object, content[0], content[1]);
    // TLS 1.3 hides the kind of a record inside it.
    if (kind == (SSL_version(ssl) == TLS1_3_VERSION ? SSL3_RT_INNER_CONTENT_TYPE : SSL3_RT_HEADER)
        && content[0] == SSL3_RT_APPLICATION_DATA) {
        watch->received(watch->object);
    }
}

void charon_tls_context_watch(SSL_CTX *context, void (*failed)(void *object, SSL *ssl),
                              void (*alerted)(void *object, int level, int description),
                              void (*received)(void *object)) {
    struct watch *watch = watch_index < 0 ? NULL : SSL_CTX_get_ex_data(context, watch_index);
    if (watch == NULL) return;
    watch->failed = failed;
    watch->alerted = alerted;
    watch->received = received;
    SSL_CTX_set_info_callback(context, handshake_event);
    SSL_CTX_set_msg_callback(context, message_event);
    SSL_CTX_set_msg_callback_arg(context, watch);
}

const char *charon_environment(const char *name) { return getenv(name); }

int charon_tls_peer_groups(SSL *ssl, int *groups, int capacity) {
    int count = (int)SSL_get1_groups(ssl, NULL);
    if (count <= 0 || count > capacity) return count < 0 ? 0 : count;
    return (int)SSL_get1_groups(ssl, groups);
}

int charon_x509_alternative_names(X509 *certificate, void *state,
                                  void (*visit)(void *state, int kind, const uint8_t *bytes, size_t count)) {
    int critical = -1;
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, &critical, NULL);
    // -1: there is no such extension.
    if (names == NULL) return critical == -1;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        int kind = 0;
        const ASN1_STRING *value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, i), &kind);
        if (kind == GEN_DNS || kind == GEN_IPADD)
            visit(state, kind, ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value));
    }
    GENERAL_NAMES_free(names);
    return 1;
}

void charon_x509_common_names(X509 *certificate, void *state,
                              void (*visit)(void *state, const uint8_t *bytes, size_t count)) {
    X509_NAME *subject = X509_get_subject_name(certificate);
    for (int at = -1; (at = X509_NAME_get_index_by_NID(subject, NID_commonName, at)) >= 0;) {
        unsigned char *text = NULL;
        int count = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
        if (count >= 0) visit(state, text, (size_t)count);
        OPENSSL_free(text);
    }
}

int charon_x509_print_name(BIO *sink, const X509_NAME *name) {
    return X509_NAME_print_ex(sink, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0;
}

int64_t charon_asn1_seconds(const ASN1_TIME *time) {
    struct tm parts;
    return time != NULL && ASN1_TIME_to_tm(time, &parts) ? (int64_t)timegm(&parts) : 0;
}

int charon_parse_address(const char *text, uint8_t bytes[16]) {
    if (inet_pton(AF_INET, text, bytes) == 1) return 4;
    return inet_pton(AF_INET6, text, bytes) == 1 ? 16 : 0;
}

int charon_format_address(const uint8_t *bytes, size_t count, char text[46]) {
    if (count != 4 && count != 16) return 0;
    return inet_ntop(count == 4 ? AF_INET : AF_INET6, bytes, text, 46) != NULL;
}

// Without this, OpenSSL asks on the terminal.
static int no_pass_phrase(char *into, int room, int for_writing, void *state) {
    (void)into, (void)room, (void)for_writing, (void)state;
    return -1;
}

EVP_PKEY *charon_pem_private_key(BIO *source) { return PEM_read_bio_PrivateKey(source, NULL, no_pass_phrase, NULL); }
