#ifndef CHARON_TLS_BRIDGE_H
#define CHARON_TLS_BRIDGE_H
// One TLS connection over bytes in memory, and OpenSSL's macros as functions.
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stddef.h>
#include <stdint.h>

/// The largest handshake message that is taken from a peer, bytes.
#define CHARON_TLS_MAX_HANDSHAKE_MESSAGE (100 * 1024)

/// An SSL object whose transport is two stretches of memory instead of a descriptor.
///
/// Ciphertext is lent and read in place, until it has all been read; `charon_tls_keep` copies what is left of it, for
/// the lender who wants it back earlier. Output gathers in a buffer that is released when it is empty.
typedef struct charon_tls charon_tls;

enum charon_tls_status {
    CHARON_TLS_DONE,
    CHARON_TLS_WANTS_INPUT,
    CHARON_TLS_CLOSED,
    CHARON_TLS_FAILED,
    /// The first message of the peer announces more than `CHARON_TLS_MAX_HANDSHAKE_MESSAGE` bytes.
    CHARON_TLS_OVERSIZED,
};

/// Makes a connection, or returns NULL if memory is short.
charon_tls *charon_tls_new(SSL_CTX *context, int is_server);
void charon_tls_free(charon_tls *tls);
SSL *charon_tls_ssl(const charon_tls *tls);

/// Lends ciphertext that follows all that has been kept. What was lent before must have been read or kept.
void charon_tls_lend(charon_tls *tls, const void *bytes, size_t count);
/// Lent and not yet read, bytes.
size_t charon_tls_lent(const charon_tls *tls);
/// Copies what is left of the lent bytes; 0 if memory is short.
int charon_tls_keep(charon_tls *tls);
/// Ciphertext lent or kept and not yet read, bytes.
size_t charon_tls_pending(const charon_tls *tls);

enum charon_tls_status charon_tls_handshake(charon_tls *tls);
/// Reads one record's payload; with room for less than a whole record it would be cut.
enum charon_tls_status charon_tls_read(charon_tls *tls, void *into, size_t room, size_t *count);
enum charon_tls_status charon_tls_write(charon_tls *tls, const void *bytes, size_t count);

const uint8_t *charon_tls_output(const charon_tls *tls, size_t *count);
void charon_tls_drop_output(charon_tls *tls, size_t count);
/// Bytes of output ever made.
uint64_t charon_tls_output_total(const charon_tls *tls);

// Macros that Swift cannot call.
void charon_tls_context_setup(SSL_CTX *context, int minimum_version);
void charon_tls_context_server(SSL_CTX *context);
void charon_tls_context_client(SSL_CTX *context);
void charon_tls_context_server_name(SSL_CTX *context, int (*accept)(SSL *, int *, void *));
int charon_tls_set_server_name(SSL *ssl, const char *name);
void *charon_tls_connection_of(X509_STORE_CTX *verification);
/// Nid of the groups that the client offers; returns how many there are, writes at most `capacity`.
int charon_tls_peer_groups(SSL *ssl, int *groups, int capacity);

/// Hands `object` to a context of another library, which releases it by `release` when the context is freed.
/// Returns 0 if memory is short; then nothing is released.
int charon_tls_context_hold(SSL_CTX *context, void *object, void (*release)(void *object));
/// Tells the object that a context holds of handshakes that fail, with the errors still on the queue, of alerts that
/// the peer sends, and of records with application data.
void charon_tls_context_watch(SSL_CTX *context, void (*failed)(void *object, SSL *ssl),
                              void (*alerted)(void *object, int level, int description),
                              void (*received)(void *object));

/// A variable of the environment, or NULL.
const char *charon_environment(const char *name);

/// Calls `visit` for each entry of the subject alternative name (kind GEN_DNS or GEN_IPADD, raw bytes).
/// Returns 0 if the extension is there but cannot be parsed.
int charon_x509_alternative_names(X509 *certificate, void *state,
                                  void (*visit)(void *state, int kind, const uint8_t *bytes, size_t count));
/// Calls `visit` for each common name of the subject, as UTF-8.
void charon_x509_common_names(X509 *certificate, void *state,
                              void (*visit)(void *state, const uint8_t *bytes, size_t count));
/// Writes a distinguished name in one line as RFC 2253 has it, in UTF-8; 0 if it cannot.
int charon_x509_print_name(BIO *sink, const X509_NAME *name);
/// Unix seconds of an ASN.1 time; 0 if it is not one.
int64_t charon_asn1_seconds(const ASN1_TIME *time);

/// Parses a numeric address without brackets into network order; returns 4, 16, or 0 if it is none.
int charon_parse_address(const char *text, uint8_t bytes[16]);
/// Writes an address of 4 or 16 bytes in its shortest form; `text` has room for 46 bytes.
int charon_format_address(const uint8_t *bytes, size_t count, char text[46]);

/// A private key from PEM text that never asks for a pass phrase; NULL if there is none that can be used.
EVP_PKEY *charon_pem_private_key(BIO *source);
#endif
