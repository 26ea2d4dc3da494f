"""A server that answers one POST: server.py STATUS BODY-FILE REQUEST-FILE. Prints its port, then writes what it was sent."""
import http.server
import sys

status, body, request = int(sys.argv[1]), open(sys.argv[2], "rb").read(), sys.argv[3]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        with open(request, "wb") as file:
            file.write(f"{self.path}\n{self.headers}".encode() + sent)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
server.timeout = 20
print(server.server_port, flush=True)
server.handle_request()
