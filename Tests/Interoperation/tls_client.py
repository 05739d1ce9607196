# A TLS client of Python's ssl: tls_client.py FOLDER PORT NAME VERSION [ALPN]
import socket, ssl, sys

folder, port, name, version = sys.argv[1:5]
context = ssl.create_default_context(cafile=folder + "/root.pem")
context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, version)
context.load_cert_chain(folder + "/client.pem", folder + "/client.key")
if len(sys.argv) > 5:
    context.set_alpn_protocols(sys.argv[5].split(","))
session = None
for i in 1, 2:
    with socket.create_connection(("127.0.0.1", int(port))) as plain:
        with context.wrap_socket(plain, server_hostname=name, session=session) as s:
            s.sendall(b"from python")
            print(s.version(), s.selected_alpn_protocol(), s.session_reused, s.recv(100).decode(), flush=True)
            session = s.session
            # The other side must answer the close_notify.
            s.unwrap()
