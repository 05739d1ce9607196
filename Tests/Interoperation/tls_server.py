# A TLS server of Python's ssl that reverses lines: tls_server.py FOLDER VERSION COUNT [ALPN]
import socket, ssl, sys

folder, version, count = sys.argv[1:4]
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=folder + "/root.pem")
context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, version)
context.load_cert_chain(folder + "/good.pem", folder + "/good.key")
context.verify_mode = ssl.CERT_REQUIRED
if len(sys.argv) > 4:
    context.set_alpn_protocols(sys.argv[4].split(","))
with socket.create_server(("127.0.0.1", 0)) as listener:
    print("listening on 127.0.0.1:%d" % listener.getsockname()[1], flush=True)
    for _ in range(int(count)):
        plain = listener.accept()[0]
        try:
            with context.wrap_socket(plain, server_side=True) as s:
                line = s.recv(100).decode().rstrip()
                s.sendall((line[::-1] + "\n").encode())
                subject = dict(part[0] for part in s.getpeercert()["subject"])["commonName"]
                print(s.version(), s.selected_alpn_protocol(), s.session_reused, subject, s.recv(1) == b"", flush=True)
        except ssl.SSLError as error:
            print("refused", error.reason, flush=True)
