"""A browser that looks over each page it shows, and a passkey for it."""

import html
import json
import re

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.urls import reverse
from django.utils.translation import gettext, override
from fido2.cose import ES256
from fido2.utils import sha256
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)

from tests import scopes

ODD = re.compile(r"bound method|built-in|<function|object at 0x|\bNone\b|\d:\d\d\.\d{6}")
HOST = "testserver"
FLAG = AuthenticatorData.FLAG


class Browser:
    """Somebody's browser: it follows where it is led, and each page it shows is looked over."""

    def __init__(self, language):
        self.language = language
        self.client = scopes.ScopelessClient(headers={"accept-language": language})

    def open(self, page, *args):
        self.show(self.client.get(reverse(page, args=args), follow=True))

    def send(self, page, *args, status=200, **form):
        self.show(self.client.post(reverse(page, args=args), form, follow=True), status=status)

    def show(self, response, *, status=200):
        self.path, self.context = response.request["PATH_INFO"], response.context
        self.page = html.unescape(response.content.decode())
        assert response.status_code == status
        assert f'<html lang="{self.language}"' in self.page
        assert ODD.search(self.page) is None

    def says(self, *words, **names):
        """Check that these words, given in English, are on the page in its language."""
        with override(self.language):
            missing = [word for word in words if gettext(word) % names not in self.page]
        assert missing == []

    def got(self, mails, *subjects):
        """Check that these mails came since, all in the language of the page."""
        with override(self.language):
            assert [mail.subject for mail in mails] == [gettext(subject) for subject in subjects]
            assert all(mail.body.startswith(gettext("Hello,")) for mail in mails)
        written = "".join(mail.body + mail.alternatives[0].content for mail in mails)
        assert ODD.search(written) is None
        mails.clear()


class Passkey:
    """A key in software. It answers what a page asks of it as a browser would."""

    def __init__(self):
        self.secret = ec.generate_private_key(ec.SECP256R1())
        public = ES256.from_cryptography_key(self.secret.public_key())
        self.half = AttestedCredentialData.create(bytes(16), b"ours", public)

    def made(self, options):
        """The answer to a page that adds a passkey."""
        flags = FLAG.UP | FLAG.UV | FLAG.AT
        shown = AuthenticatorData.create(sha256(HOST.encode()), flags, 0, self.half)
        answer = AuthenticatorAttestationResponse(
            client_data=self.heard("webauthn.create", options),
            attestation_object=AttestationObject.create("none", shown, {}),
        )
        made = RegistrationResponse(raw_id=self.half.credential_id, response=answer)
        return json.dumps(dict(made) | {"clientExtensionResults": {"credProps": {"rk": True}}})

    def signed(self, options):
        """The answer to a page that asks for one."""
        heard = self.heard("webauthn.get", options)
        shown = AuthenticatorData.create(sha256(HOST.encode()), FLAG.UP | FLAG.UV, 0)
        signature = self.secret.sign(shown + heard.hash, ec.ECDSA(SHA256()))
        answer = AuthenticatorAssertionResponse(
            client_data=heard, authenticator_data=shown, signature=signature
        )
        signed = AuthenticationResponse(raw_id=self.half.credential_id, response=answer)
        return json.dumps(dict(signed))

    def heard(self, kind, options):
        challenge = options["publicKey"]["challenge"]
        return CollectedClientData.create(kind, challenge, f"https://{HOST}")
