"""`make demo HTTPS=1`: the product over TLS on this machine's network, and the way to trust it."""

import re
import ssl
import urllib.error
import urllib.request

import pytest

from config.runtime.lan import addresses
from tests.platform.checkouts import Demo, copy_of_the_source, open_folder

pytestmark = [pytest.mark.platform, pytest.mark.soak]


@pytest.mark.skipif(not addresses(), reason="this machine is in no network")
def test_phones_of_the_network_reach_the_demo_over_https_once_they_trust_it():
    folder = copy_of_the_source(open_folder("https") / "one")
    demo = Demo(folder, ("make", "demo", "HTTPS=1"))
    try:
        demo.ready()
        said = demo.said()
        secure = re.search(r"On phones +(https://\S+/)", said)[1]
        plain = re.search(r"but first +(http://\S+/)", said)[1]
        page = urllib.request.urlopen(plain, timeout=5).read().decode()
        assert secure in page
        authority = urllib.request.urlopen(f"{plain}waybill-ca.crt", timeout=5).read().decode()
        trusting = ssl.create_default_context(cadata=authority)
        answer = urllib.request.urlopen(f"{secure}sign-in/", timeout=10, context=trusting)
        assert answer.status == 200
        assert "Secure" in answer.headers["Set-Cookie"]
        assert "Strict-Transport-Security" not in answer.headers
        with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
            urllib.request.urlopen(secure, timeout=5, context=ssl.create_default_context())
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{plain}sign-in/", timeout=5)
        assert urllib.request.urlopen(f"{demo.url}healthz", timeout=5).status == 200
    finally:
        demo.end()
