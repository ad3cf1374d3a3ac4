"""A mail server of our own: takes every mail in, and can be asked to do something meanwhile."""

from contextlib import contextmanager
from email import message_from_bytes
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Lock, Thread

ANSWERS = {b"QUIT": b"221 bye", b"DATA": b"354 go on"}


class Conversation(StreamRequestHandler):
    def handle(self):
        self.say(b"220 here")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"MAIL":
                self.server.before(len(self.server.taken))
            self.say(ANSWERS.get(verb, b"250 fine"))
            if verb == b"DATA":
                self.take_in()
            if verb == b"QUIT":
                return

    def take_in(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if not line:
            return
        mail = message_from_bytes(b"".join(lines))
        with self.server.lock:
            self.server.taken.append((mail["To"], mail["Message-ID"]))
            number = len(self.server.taken)
        self.server.after(number)
        self.say(b"250 taken")

    def say(self, words):
        try:
            self.wfile.write(words + b"\r\n")
        except OSError:  # who was spoken to is dead
            self.rfile.close()


class MailServer(ThreadingTCPServer):
    """`before` is called when a mail is offered, `after` when it is taken in, unanswered yet."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken, self.lock = [], Lock()
        self.before = self.after = lambda _number: None

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_whose):
        """A conversation that breaks off is what these tests are about."""


@contextmanager
def mail_server():
    server = MailServer()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
