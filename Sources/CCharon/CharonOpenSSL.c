// OpenSSL, opened when the first of its functions is called. Its libraries hold twenty thousand addresses that the
// dynamic loader corrects as it maps them, which took a third of the time that a script without TLS and cryptography
// needs to start. Each function here has the name and, since OpenSSL's headers are included, the type of the one that
// it passes its arguments to; what the linker does not find has to be added to the list.

#include "../COpenSSL/copenssl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

/// Ends the process as the dynamic loader would (ld.so(8)), for OpenSSL's functions have no result that says so.
static _Noreturn void refuse(const char *subject) {
    const char *reason = dlerror();
    fprintf(stderr, "charon: error while loading OpenSSL: %s\n", reason != NULL ? reason : subject);
    _exit(127);
}

#define RELEASE OPENSSL_MSTR(OPENSSL_SHLIB_VERSION)

#define OPENER(library, file)                                                                                          \
    static void *library;                                                                                              \
    static void open_##library(void) { library = dlopen(file, RTLD_NOW | RTLD_LOCAL); }                                \
    static void *find_in_##library(const char *name) {                                                                 \
        static pthread_once_t once = PTHREAD_ONCE_INIT;                                                                \
        pthread_once(&once, open_##library);                                                                           \
        if (library == NULL) refuse(file);                                                                             \
        void *address = dlsym(library, name);                                                                          \
        if (address == NULL) refuse(name);                                                                             \
        return address;                                                                                                \
    }

OPENER(crypto, "libcrypto.so." RELEASE)
OPENER(ssl, "libssl.so." RELEASE)

// Hidden, so that OpenSSL's own calls, and those of other libraries, do not come here.
#define PASS_ON(library, result, name, parameters, arguments)                                                          \
    __attribute__((visibility("hidden"))) result name parameters {                                                     \
        static __typeof__(name) *found;                                                                                \
        __typeof__(name) *function = __atomic_load_n(&found, __ATOMIC_ACQUIRE);                                        \
        if (__builtin_expect(function == NULL, 0)) {                                                                   \
            function = (__typeof__(name) *)find_in_##library(#name);                                                   \
            __atomic_store_n(&found, function, __ATOMIC_RELEASE);                                                      \
        }                                                                                                              \
        return function arguments;                                                                                     \
    }

#define IN_CRYPTO(result, name, parameters, arguments) PASS_ON(crypto, result, name, parameters, arguments)
#define IN_SSL(result, name, parameters, arguments) PASS_ON(ssl, result, name, parameters, arguments)

// Errors and memory.

IN_CRYPTO(int, CRYPTO_THREAD_run_once, (CRYPTO_ONCE *a, void (*b)(void)), (a, b))
IN_CRYPTO(void, CRYPTO_clear_free, (void *a, size_t b, const char *c, int d), (a, b, c, d))
IN_CRYPTO(void, CRYPTO_free, (void *a, const char *b, int c), (a, b, c))
IN_CRYPTO(int, CRYPTO_get_ex_new_index,
    (int a, long b, void *c, CRYPTO_EX_new *d, CRYPTO_EX_dup *e, CRYPTO_EX_free *f), (a, b, c, d, e, f))
IN_CRYPTO(void *, CRYPTO_memdup, (const void *a, size_t b, const char *c, int d), (a, b, c, d))
IN_CRYPTO(void, ERR_clear_error, (void), ())
IN_CRYPTO(void, ERR_error_string_n, (unsigned long a, char *b, size_t c), (a, b, c))
IN_CRYPTO(unsigned long, ERR_get_error_all, (const char **a, int *b, const char **c, const char **d, int *e),
    (a, b, c, d, e))
IN_CRYPTO(unsigned long, ERR_peek_error, (void), ())
IN_CRYPTO(unsigned long, ERR_peek_last_error, (void), ())
IN_CRYPTO(void, OPENSSL_cleanse, (void *a, size_t b), (a, b))

// Stacks and names.

IN_CRYPTO(int, OBJ_sn2nid, (const char *a), (a))
IN_CRYPTO(void, OPENSSL_sk_free, (OPENSSL_STACK *a), (a))
IN_CRYPTO(OPENSSL_STACK *, OPENSSL_sk_new_null, (void), ())
IN_CRYPTO(int, OPENSSL_sk_num, (const OPENSSL_STACK *a), (a))
IN_CRYPTO(void, OPENSSL_sk_pop_free, (OPENSSL_STACK *a, void (*b)(void *)), (a, b))
IN_CRYPTO(int, OPENSSL_sk_push, (OPENSSL_STACK *a, const void *b), (a, b))
IN_CRYPTO(void *, OPENSSL_sk_value, (const OPENSSL_STACK *a, int b), (a, b))

// Byte streams.

IN_CRYPTO(void, BIO_clear_flags, (BIO *a, int b), (a, b))
IN_CRYPTO(size_t, BIO_ctrl_pending, (BIO *a), (a))
IN_CRYPTO(int, BIO_free, (BIO *a), (a))
IN_CRYPTO(void *, BIO_get_data, (BIO *a), (a))
IN_CRYPTO(int, BIO_get_new_index, (void), ())
IN_CRYPTO(BIO_METHOD *, BIO_meth_new, (int a, const char *b), (a, b))
IN_CRYPTO(int, BIO_meth_set_ctrl, (BIO_METHOD *a, long (*b)(BIO *, int, long, void *)), (a, b))
IN_CRYPTO(int, BIO_meth_set_read_ex, (BIO_METHOD *a, int (*b)(BIO *, char *, size_t, size_t *)), (a, b))
IN_CRYPTO(int, BIO_meth_set_write_ex, (BIO_METHOD *a, int (*b)(BIO *, const char *, size_t, size_t *)), (a, b))
IN_CRYPTO(BIO *, BIO_new, (const BIO_METHOD *a), (a))
IN_CRYPTO(BIO *, BIO_new_mem_buf, (const void *a, int b), (a, b))
IN_CRYPTO(int, BIO_read, (BIO *a, void *b, int c), (a, b, c))
IN_CRYPTO(const BIO_METHOD *, BIO_s_mem, (void), ())
IN_CRYPTO(void, BIO_set_data, (BIO *a, void *b), (a, b))
IN_CRYPTO(void, BIO_set_flags, (BIO *a, int b), (a, b))
IN_CRYPTO(void, BIO_set_init, (BIO *a, int b), (a, b))

// Big numbers.

IN_CRYPTO(void, BN_CTX_end, (BN_CTX *a), (a))
IN_CRYPTO(void, BN_CTX_free, (BN_CTX *a), (a))
IN_CRYPTO(BIGNUM *, BN_CTX_get, (BN_CTX *a), (a))
IN_CRYPTO(BN_CTX *, BN_CTX_new, (void), ())
IN_CRYPTO(void, BN_CTX_start, (BN_CTX *a), (a))
IN_CRYPTO(int, BN_add, (BIGNUM *a, const BIGNUM *b, const BIGNUM *c), (a, b, c))
IN_CRYPTO(int, BN_add_word, (BIGNUM *a, unsigned long b), (a, b))
IN_CRYPTO(BIGNUM *, BN_bin2bn, (const unsigned char *a, int b, BIGNUM *c), (a, b, c))
IN_CRYPTO(int, BN_bn2binpad, (const BIGNUM *a, unsigned char *b, int c), (a, b, c))
IN_CRYPTO(char *, BN_bn2dec, (const BIGNUM *a), (a))
IN_CRYPTO(int, BN_check_prime, (const BIGNUM *a, BN_CTX *b, BN_GENCB *c), (a, b, c))
IN_CRYPTO(void, BN_clear_free, (BIGNUM *a), (a))
IN_CRYPTO(int, BN_cmp, (const BIGNUM *a, const BIGNUM *b), (a, b))
IN_CRYPTO(BIGNUM *, BN_copy, (BIGNUM *a, const BIGNUM *b), (a, b))
IN_CRYPTO(int, BN_dec2bn, (BIGNUM **a, const char *b), (a, b))
IN_CRYPTO(int, BN_div, (BIGNUM *a, BIGNUM *b, const BIGNUM *c, const BIGNUM *d, BN_CTX *e), (a, b, c, d, e))
IN_CRYPTO(BIGNUM *, BN_dup, (const BIGNUM *a), (a))
IN_CRYPTO(int, BN_gcd, (BIGNUM *a, const BIGNUM *b, const BIGNUM *c, BN_CTX *d), (a, b, c, d))
IN_CRYPTO(unsigned long, BN_get_word, (const BIGNUM *a), (a))
IN_CRYPTO(int, BN_hex2bn, (BIGNUM **a, const char *b), (a, b))
IN_CRYPTO(int, BN_is_negative, (const BIGNUM *a), (a))
IN_CRYPTO(int, BN_is_odd, (const BIGNUM *a), (a))
IN_CRYPTO(int, BN_is_zero, (const BIGNUM *a), (a))
IN_CRYPTO(int, BN_mod_exp, (BIGNUM *a, const BIGNUM *b, const BIGNUM *c, const BIGNUM *d, BN_CTX *e), (a, b, c, d, e))
IN_CRYPTO(int, BN_mod_exp_mont_consttime,
    (BIGNUM *a, const BIGNUM *b, const BIGNUM *c, const BIGNUM *d, BN_CTX *e, BN_MONT_CTX *f), (a, b, c, d, e, f))
IN_CRYPTO(BIGNUM *, BN_mod_inverse, (BIGNUM *a, const BIGNUM *b, const BIGNUM *c, BN_CTX *d), (a, b, c, d))
IN_CRYPTO(int, BN_mul, (BIGNUM *a, const BIGNUM *b, const BIGNUM *c, BN_CTX *d), (a, b, c, d))
IN_CRYPTO(BIGNUM *, BN_new, (void), ())
IN_CRYPTO(int, BN_nnmod, (BIGNUM *a, const BIGNUM *b, const BIGNUM *c, BN_CTX *d), (a, b, c, d))
IN_CRYPTO(int, BN_num_bits, (const BIGNUM *a), (a))
IN_CRYPTO(void, BN_set_flags, (BIGNUM *a, int b), (a, b))
IN_CRYPTO(void, BN_set_negative, (BIGNUM *a, int b), (a, b))
IN_CRYPTO(int, BN_set_word, (BIGNUM *a, unsigned long b), (a, b))
IN_CRYPTO(int, BN_sub, (BIGNUM *a, const BIGNUM *b, const BIGNUM *c), (a, b, c))
IN_CRYPTO(int, BN_sub_word, (BIGNUM *a, unsigned long b), (a, b))

// Providers, parameters and random bytes.

IN_CRYPTO(void, OSSL_LIB_CTX_free, (OSSL_LIB_CTX *a), (a))
IN_CRYPTO(OSSL_LIB_CTX *, OSSL_LIB_CTX_new, (void), ())
IN_CRYPTO(void, OSSL_PARAM_BLD_free, (OSSL_PARAM_BLD *a), (a))
IN_CRYPTO(OSSL_PARAM_BLD *, OSSL_PARAM_BLD_new, (void), ())
IN_CRYPTO(int, OSSL_PARAM_BLD_push_BN, (OSSL_PARAM_BLD *a, const char *b, const BIGNUM *c), (a, b, c))
IN_CRYPTO(OSSL_PARAM *, OSSL_PARAM_BLD_to_param, (OSSL_PARAM_BLD *a), (a))
IN_CRYPTO(OSSL_PARAM, OSSL_PARAM_construct_end, (void), ())
IN_CRYPTO(OSSL_PARAM, OSSL_PARAM_construct_uint, (const char *a, unsigned int *b), (a, b))
IN_CRYPTO(void, OSSL_PARAM_free, (OSSL_PARAM *a), (a))
IN_CRYPTO(OSSL_PROVIDER *, OSSL_PROVIDER_load, (OSSL_LIB_CTX *a, const char *b), (a, b))
IN_CRYPTO(int, OSSL_PROVIDER_unload, (OSSL_PROVIDER *a), (a))
IN_CRYPTO(int, RAND_bytes, (unsigned char *a, int b), (a, b))

// Digests, ciphers and MACs.

IN_CRYPTO(int, EVP_CIPHER_CTX_ctrl, (EVP_CIPHER_CTX *a, int b, int c, void *d), (a, b, c, d))
IN_CRYPTO(void, EVP_CIPHER_CTX_free, (EVP_CIPHER_CTX *a), (a))
IN_CRYPTO(EVP_CIPHER_CTX *, EVP_CIPHER_CTX_new, (void), ())
IN_CRYPTO(int, EVP_CIPHER_CTX_reset, (EVP_CIPHER_CTX *a), (a))
IN_CRYPTO(int, EVP_CIPHER_CTX_set_padding, (EVP_CIPHER_CTX *a, int b), (a, b))
IN_CRYPTO(EVP_CIPHER *, EVP_CIPHER_fetch, (OSSL_LIB_CTX *a, const char *b, const char *c), (a, b, c))
IN_CRYPTO(void, EVP_CIPHER_free, (EVP_CIPHER *a), (a))
IN_CRYPTO(int, EVP_CipherFinal_ex, (EVP_CIPHER_CTX *a, unsigned char *b, int *c), (a, b, c))
IN_CRYPTO(int, EVP_CipherInit_ex2,
    (EVP_CIPHER_CTX *a, const EVP_CIPHER *b, const unsigned char *c, const unsigned char *d, int e, const OSSL_PARAM
     f[]), (a, b, c, d, e, f))
IN_CRYPTO(int, EVP_CipherUpdate, (EVP_CIPHER_CTX *a, unsigned char *b, int *c, const unsigned char *d, int e),
    (a, b, c, d, e))
IN_CRYPTO(int, EVP_DigestFinal_ex, (EVP_MD_CTX *a, unsigned char *b, unsigned int *c), (a, b, c))
IN_CRYPTO(int, EVP_DigestInit_ex, (EVP_MD_CTX *a, const EVP_MD *b, ENGINE *c), (a, b, c))
IN_CRYPTO(int, EVP_DigestInit_ex2, (EVP_MD_CTX *a, const EVP_MD *b, const OSSL_PARAM c[]), (a, b, c))
IN_CRYPTO(int, EVP_DigestSign, (EVP_MD_CTX *a, unsigned char *b, size_t *c, const unsigned char *d, size_t e),
    (a, b, c, d, e))
IN_CRYPTO(int, EVP_DigestSignInit, (EVP_MD_CTX *a, EVP_PKEY_CTX **b, const EVP_MD *c, ENGINE *d, EVP_PKEY *e),
    (a, b, c, d, e))
IN_CRYPTO(int, EVP_DigestSignInit_ex,
    (EVP_MD_CTX *a, EVP_PKEY_CTX **b, const char *c, OSSL_LIB_CTX *d, const char *e, EVP_PKEY *f, const OSSL_PARAM
     g[]), (a, b, c, d, e, f, g))
IN_CRYPTO(int, EVP_DigestUpdate, (EVP_MD_CTX *a, const void *b, size_t c), (a, b, c))
IN_CRYPTO(int, EVP_DigestVerify,
    (EVP_MD_CTX *a, const unsigned char *b, size_t c, const unsigned char *d, size_t e), (a, b, c, d, e))
IN_CRYPTO(int, EVP_DigestVerifyInit, (EVP_MD_CTX *a, EVP_PKEY_CTX **b, const EVP_MD *c, ENGINE *d, EVP_PKEY *e),
    (a, b, c, d, e))
IN_CRYPTO(int, EVP_DigestVerifyInit_ex,
    (EVP_MD_CTX *a, EVP_PKEY_CTX **b, const char *c, OSSL_LIB_CTX *d, const char *e, EVP_PKEY *f, const OSSL_PARAM
     g[]), (a, b, c, d, e, f, g))
IN_CRYPTO(void, EVP_MD_CTX_free, (EVP_MD_CTX *a), (a))
IN_CRYPTO(EVP_MD_CTX *, EVP_MD_CTX_new, (void), ())
IN_CRYPTO(EVP_MD *, EVP_MD_fetch, (OSSL_LIB_CTX *a, const char *b, const char *c), (a, b, c))
IN_CRYPTO(void, EVP_MD_free, (EVP_MD *a), (a))
IN_CRYPTO(unsigned char *, EVP_Q_mac,
    (OSSL_LIB_CTX *a, const char *b, const char *c, const char *d, const OSSL_PARAM *e, const void *f, size_t g, const
     unsigned char *h, size_t i, unsigned char *j, size_t k, size_t *l), (a, b, c, d, e, f, g, h, i, j, k, l))
IN_CRYPTO(const EVP_MD *, EVP_sha256, (void), ())

// Keys.

IN_CRYPTO(void, EVP_PKEY_CTX_free, (EVP_PKEY_CTX *a), (a))
IN_CRYPTO(EVP_PKEY_CTX *, EVP_PKEY_CTX_new, (EVP_PKEY *a, ENGINE *b), (a, b))
IN_CRYPTO(EVP_PKEY_CTX *, EVP_PKEY_CTX_new_from_name, (OSSL_LIB_CTX *a, const char *b, const char *c), (a, b, c))
IN_CRYPTO(int, EVP_PKEY_CTX_set0_rsa_oaep_label, (EVP_PKEY_CTX *a, void *b, int c), (a, b, c))
IN_CRYPTO(int, EVP_PKEY_CTX_set_params, (EVP_PKEY_CTX *a, const OSSL_PARAM *b), (a, b))
IN_CRYPTO(int, EVP_PKEY_CTX_set_rsa_keygen_bits, (EVP_PKEY_CTX *a, int b), (a, b))
IN_CRYPTO(int, EVP_PKEY_CTX_set_rsa_mgf1_md_name, (EVP_PKEY_CTX *a, const char *b, const char *c), (a, b, c))
IN_CRYPTO(int, EVP_PKEY_CTX_set_rsa_oaep_md_name, (EVP_PKEY_CTX *a, const char *b, const char *c), (a, b, c))
IN_CRYPTO(int, EVP_PKEY_CTX_set_rsa_padding, (EVP_PKEY_CTX *a, int b), (a, b))
IN_CRYPTO(int, EVP_PKEY_decrypt,
    (EVP_PKEY_CTX *a, unsigned char *b, size_t *c, const unsigned char *d, size_t e), (a, b, c, d, e))
IN_CRYPTO(int, EVP_PKEY_decrypt_init, (EVP_PKEY_CTX *a), (a))
IN_CRYPTO(int, EVP_PKEY_derive, (EVP_PKEY_CTX *a, unsigned char *b, size_t *c), (a, b, c))
IN_CRYPTO(int, EVP_PKEY_derive_init, (EVP_PKEY_CTX *a), (a))
IN_CRYPTO(int, EVP_PKEY_derive_set_peer, (EVP_PKEY_CTX *a, EVP_PKEY *b), (a, b))
IN_CRYPTO(int, EVP_PKEY_encrypt,
    (EVP_PKEY_CTX *a, unsigned char *b, size_t *c, const unsigned char *d, size_t e), (a, b, c, d, e))
IN_CRYPTO(int, EVP_PKEY_encrypt_init, (EVP_PKEY_CTX *a), (a))
IN_CRYPTO(void, EVP_PKEY_free, (EVP_PKEY *a), (a))
IN_CRYPTO(int, EVP_PKEY_fromdata, (EVP_PKEY_CTX *a, EVP_PKEY **b, int c, OSSL_PARAM d[]), (a, b, c, d))
IN_CRYPTO(int, EVP_PKEY_fromdata_init, (EVP_PKEY_CTX *a), (a))
IN_CRYPTO(int, EVP_PKEY_get_base_id, (const EVP_PKEY *a), (a))
IN_CRYPTO(int, EVP_PKEY_get_bn_param, (const EVP_PKEY *a, const char *b, BIGNUM **c), (a, b, c))
IN_CRYPTO(int, EVP_PKEY_get_group_name, (const EVP_PKEY *a, char *b, size_t c, size_t *d), (a, b, c, d))
IN_CRYPTO(int, EVP_PKEY_get_raw_public_key, (const EVP_PKEY *a, unsigned char *b, size_t *c), (a, b, c))
IN_CRYPTO(int, EVP_PKEY_is_a, (const EVP_PKEY *a, const char *b), (a, b))
IN_CRYPTO(int, EVP_PKEY_keygen, (EVP_PKEY_CTX *a, EVP_PKEY **b), (a, b))
IN_CRYPTO(int, EVP_PKEY_keygen_init, (EVP_PKEY_CTX *a), (a))
IN_CRYPTO(EVP_PKEY *, EVP_PKEY_new_raw_private_key, (int a, ENGINE *b, const unsigned char *c, size_t d), (a, b, c, d))
IN_CRYPTO(EVP_PKEY *, EVP_PKEY_new_raw_public_key, (int a, ENGINE *b, const unsigned char *c, size_t d), (a, b, c, d))
IN_CRYPTO(int, EVP_PKEY_sign, (EVP_PKEY_CTX *a, unsigned char *b, size_t *c, const unsigned char *d, size_t e),
    (a, b, c, d, e))
IN_CRYPTO(int, EVP_PKEY_sign_init, (EVP_PKEY_CTX *a), (a))
IN_CRYPTO(int, EVP_PKEY_verify_recover,
    (EVP_PKEY_CTX *a, unsigned char *b, size_t *c, const unsigned char *d, size_t e), (a, b, c, d, e))
IN_CRYPTO(int, EVP_PKEY_verify_recover_init, (EVP_PKEY_CTX *a), (a))
IN_CRYPTO(EVP_PKEY *, d2i_AutoPrivateKey, (EVP_PKEY **a, const unsigned char **b, long c), (a, b, c))

// PEM.

IN_CRYPTO(int, PEM_read_bio, (BIO *a, char **b, char **c, unsigned char **d, long *e), (a, b, c, d, e))
IN_CRYPTO(EVP_PKEY *, PEM_read_bio_PrivateKey, (BIO *a, EVP_PKEY **b, pem_password_cb *c, void *d), (a, b, c, d))
IN_CRYPTO(X509 *, PEM_read_bio_X509, (BIO *a, X509 **b, pem_password_cb *c, void *d), (a, b, c, d))
IN_CRYPTO(int, PEM_write_bio_PrivateKey_traditional,
    (BIO *a, const EVP_PKEY *b, const EVP_CIPHER *c, const unsigned char *d, int e, pem_password_cb *f, void *g),
    (a, b, c, d, e, f, g))

// Certificates.

IN_CRYPTO(const unsigned char *, ASN1_STRING_get0_data, (const ASN1_STRING *a), (a))
IN_CRYPTO(int, ASN1_STRING_length, (const ASN1_STRING *a), (a))
IN_CRYPTO(int, ASN1_STRING_to_UTF8, (unsigned char **a, const ASN1_STRING *b), (a, b))
IN_CRYPTO(int, ASN1_TIME_to_tm, (const ASN1_TIME *a, struct tm *b), (a, b))
IN_CRYPTO(void, GENERAL_NAMES_free, (GENERAL_NAMES *a), (a))
IN_CRYPTO(void *, GENERAL_NAME_get0_value, (const GENERAL_NAME *a, int *b), (a, b))
IN_CRYPTO(ASN1_STRING *, X509_NAME_ENTRY_get_data, (const X509_NAME_ENTRY *a), (a))
IN_CRYPTO(X509_NAME_ENTRY *, X509_NAME_get_entry, (const X509_NAME *a, int b), (a, b))
IN_CRYPTO(int, X509_NAME_get_index_by_NID, (const X509_NAME *a, int b, int c), (a, b, c))
IN_CRYPTO(int, X509_NAME_print_ex, (BIO *a, const X509_NAME *b, int c, unsigned long d), (a, b, c, d))
IN_CRYPTO(X509 *, X509_STORE_CTX_get0_cert, (const X509_STORE_CTX *a), (a))
IN_CRYPTO(void *, X509_STORE_CTX_get_ex_data, (const X509_STORE_CTX *a, int b), (a, b))
IN_CRYPTO(void, X509_STORE_CTX_set_error, (X509_STORE_CTX *a, int b), (a, b))
IN_CRYPTO(int, X509_STORE_add_cert, (X509_STORE *a, X509 *b), (a, b))
IN_CRYPTO(void, X509_STORE_free, (X509_STORE *a), (a))
IN_CRYPTO(struct stack_st_X509 *, X509_STORE_get1_all_certs, (X509_STORE *a), (a))
IN_CRYPTO(int, X509_STORE_load_file, (X509_STORE *a, const char *b), (a, b))
IN_CRYPTO(int, X509_STORE_load_path, (X509_STORE *a, const char *b), (a, b))
IN_CRYPTO(X509_STORE *, X509_STORE_new, (void), ())
IN_CRYPTO(int, X509_STORE_set_default_paths, (X509_STORE *a), (a))
IN_CRYPTO(int, X509_VERIFY_PARAM_set_flags, (X509_VERIFY_PARAM *a, unsigned long b), (a, b))
IN_CRYPTO(int, X509_check_private_key, (const X509 *a, const EVP_PKEY *b), (a, b))
IN_CRYPTO(int, X509_cmp_current_time, (const ASN1_TIME *a), (a))
IN_CRYPTO(int, X509_digest, (const X509 *a, const EVP_MD *b, unsigned char *c, unsigned int *d), (a, b, c, d))
IN_CRYPTO(void, X509_free, (X509 *a), (a))
IN_CRYPTO(const ASN1_TIME *, X509_get0_notAfter, (const X509 *a), (a))
IN_CRYPTO(const ASN1_TIME *, X509_get0_notBefore, (const X509 *a), (a))
IN_CRYPTO(void *, X509_get_ext_d2i, (const X509 *a, int b, int *c, int *d), (a, b, c, d))
IN_CRYPTO(X509_NAME *, X509_get_issuer_name, (const X509 *a), (a))
IN_CRYPTO(X509_NAME *, X509_get_subject_name, (const X509 *a), (a))
IN_CRYPTO(int, X509_up_ref, (X509 *a), (a))
IN_CRYPTO(int, X509_verify_cert, (X509_STORE_CTX *a), (a))

// Contexts and sessions of TLS.

IN_SSL(int, SSL_CTX_add_client_CA, (SSL_CTX *a, X509 *b), (a, b))
IN_SSL(long, SSL_CTX_callback_ctrl, (SSL_CTX *a, int b, void (*c)(void)), (a, b, c))
IN_SSL(long, SSL_CTX_ctrl, (SSL_CTX *a, int b, long c, void *d), (a, b, c, d))
IN_SSL(void, SSL_CTX_free, (SSL_CTX *a), (a))
IN_SSL(X509_VERIFY_PARAM *, SSL_CTX_get0_param, (SSL_CTX *a), (a))
IN_SSL(void *, SSL_CTX_get_ex_data, (const SSL_CTX *a, int b), (a, b))
IN_SSL(int, SSL_CTX_get_security_level, (const SSL_CTX *a), (a))
IN_SSL(SSL_CTX *, SSL_CTX_new, (const SSL_METHOD *a), (a))
IN_SSL(void, SSL_CTX_sess_set_new_cb, (SSL_CTX *a, int (*b)(struct ssl_st *, SSL_SESSION *)), (a, b))
IN_SSL(void, SSL_CTX_set1_cert_store, (SSL_CTX *a, X509_STORE *b), (a, b))
IN_SSL(int, SSL_CTX_set_alpn_protos, (SSL_CTX *a, const unsigned char *b, unsigned int c), (a, b, c))
IN_SSL(void, SSL_CTX_set_alpn_select_cb, (SSL_CTX *a, SSL_CTX_alpn_select_cb_func b, void *c), (a, b, c))
IN_SSL(void, SSL_CTX_set_cert_cb, (SSL_CTX *a, int (*b)(SSL *, void *), void *c), (a, b, c))
IN_SSL(void, SSL_CTX_set_cert_verify_callback, (SSL_CTX *a, int (*b)(X509_STORE_CTX *, void *), void *c), (a, b, c))
IN_SSL(int, SSL_CTX_set_cipher_list, (SSL_CTX *a, const char *b), (a, b))
IN_SSL(int, SSL_CTX_set_ex_data, (SSL_CTX *a, int b, void *c), (a, b, c))
IN_SSL(void, SSL_CTX_set_info_callback, (SSL_CTX *a, void (*b)(const SSL *, int, int)), (a, b))
IN_SSL(void, SSL_CTX_set_msg_callback,
    (SSL_CTX *a, void (*b)(int, int, int, const void *, size_t, SSL *, void *)), (a, b))
IN_SSL(int, SSL_CTX_set_num_tickets, (SSL_CTX *a, size_t b), (a, b))
IN_SSL(uint64_t, SSL_CTX_set_options, (SSL_CTX *a, uint64_t b), (a, b))
IN_SSL(void, SSL_CTX_set_security_level, (SSL_CTX *a, int b), (a, b))
IN_SSL(int, SSL_CTX_set_session_id_context, (SSL_CTX *a, const unsigned char *b, unsigned int c), (a, b, c))
IN_SSL(void, SSL_CTX_set_verify, (SSL_CTX *a, int b, SSL_verify_cb c), (a, b, c))
IN_SSL(int, SSL_CTX_use_cert_and_key, (SSL_CTX *a, X509 *b, EVP_PKEY *c, struct stack_st_X509 *d, int e),
    (a, b, c, d, e))
IN_SSL(void, SSL_SESSION_free, (SSL_SESSION *a), (a))
IN_SSL(X509 *, SSL_SESSION_get0_peer, (SSL_SESSION *a), (a))
IN_SSL(int, SSL_SESSION_is_resumable, (const SSL_SESSION *a), (a))
IN_SSL(const SSL_METHOD *, TLS_client_method, (void), ())
IN_SSL(const SSL_METHOD *, TLS_server_method, (void), ())

// Connections of TLS.

IN_SSL(int, SSL_CIPHER_get_auth_nid, (const SSL_CIPHER *a), (a))
IN_SSL(int, SSL_CIPHER_get_kx_nid, (const SSL_CIPHER *a), (a))
IN_SSL(const char *, SSL_CIPHER_get_name, (const SSL_CIPHER *a), (a))
IN_SSL(void, SSL_certs_clear, (SSL *a), (a))
IN_SSL(long, SSL_ctrl, (SSL *a, int b, long c, void *d), (a, b, c, d))
IN_SSL(int, SSL_do_handshake, (SSL *a), (a))
IN_SSL(void, SSL_free, (SSL *a), (a))
IN_SSL(int, SSL_free_buffers, (SSL *a), (a))
IN_SSL(void, SSL_get0_alpn_selected, (const SSL *a, const unsigned char **b, unsigned int *c), (a, b, c))
IN_SSL(X509 *, SSL_get1_peer_certificate, (const SSL *a), (a))
IN_SSL(SSL_CTX *, SSL_get_SSL_CTX, (const SSL *a), (a))
IN_SSL(struct stack_st_SSL_CIPHER *, SSL_get_client_ciphers, (const SSL *a), (a))
IN_SSL(const SSL_CIPHER *, SSL_get_current_cipher, (const SSL *a), (a))
IN_SSL(int, SSL_get_error, (const SSL *a, int b), (a, b))
IN_SSL(void *, SSL_get_ex_data, (const SSL *a, int b), (a, b))
IN_SSL(int, SSL_get_ex_data_X509_STORE_CTX_idx, (void), ())
IN_SSL(const char *, SSL_get_servername, (const SSL *a, const int b), (a, b))
IN_SSL(int, SSL_get_sigalgs, (SSL *a, int b, int *c, int *d, int *e, unsigned char *f, unsigned char *g),
    (a, b, c, d, e, f, g))
IN_SSL(long, SSL_get_verify_result, (const SSL *a), (a))
IN_SSL(const char *, SSL_get_version, (const SSL *a), (a))
IN_SSL(int, SSL_is_init_finished, (const SSL *a), (a))
IN_SSL(SSL *, SSL_new, (SSL_CTX *a), (a))
IN_SSL(int, SSL_read_ex, (SSL *a, void *b, size_t c, size_t *d), (a, b, c, d))
IN_SSL(int, SSL_session_reused, (const SSL *a), (a))
IN_SSL(void, SSL_set_accept_state, (SSL *a), (a))
IN_SSL(void, SSL_set_bio, (SSL *a, BIO *b, BIO *c), (a, b, c))
IN_SSL(void, SSL_set_connect_state, (SSL *a), (a))
IN_SSL(int, SSL_set_ex_data, (SSL *a, int b, void *c), (a, b, c))
IN_SSL(int, SSL_set_session, (SSL *a, SSL_SESSION *b), (a, b))
IN_SSL(void, SSL_set_shutdown, (SSL *a, int b), (a, b))
IN_SSL(int, SSL_shutdown, (SSL *a), (a))
IN_SSL(int, SSL_use_cert_and_key, (SSL *a, X509 *b, EVP_PKEY *c, struct stack_st_X509 *d, int e), (a, b, c, d, e))
IN_SSL(int, SSL_version, (const SSL *a), (a))
IN_SSL(int, SSL_write_ex, (SSL *a, const void *b, size_t c, size_t *d), (a, b, c, d))
