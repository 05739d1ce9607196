# An HTTPS server of Python's http.server with chunks and gzip: http_server.py FOLDER
import gzip, http.server, ssl, sys


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, body, *fields):
        self.send_response(200)
        for name, value in fields:
            self.send_header(name, value)
        if ("Transfer-Encoding", "chunked") not in fields:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        text = b"packed text, " * 1000
        if self.path == "/packed":
            self.answer(gzip.compress(text), ("Content-Encoding", "gzip"))
        elif self.path == "/chunks":
            packed = gzip.compress(text)
            parts = [packed[i : i + 7] for i in range(0, len(packed), 7)] + [b""]
            chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
            self.answer(chunked, ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip"))
        else:
            self.answer(b"plain " + self.path.encode())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(body[::-1])

    def log_message(self, *_):
        pass


folder = sys.argv[1]
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(folder + "/good.pem", folder + "/good.key")
server.socket = context.wrap_socket(server.socket, server_side=True)
print("listening on 127.0.0.1:%d" % server.server_address[1], flush=True)
server.serve_forever()
