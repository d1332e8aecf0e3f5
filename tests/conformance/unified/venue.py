"""The simulated venue as an environment of the client, and the one service beside it that the client asks first."""

import dataclasses
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Only the production environment is public; another one is made from its parts.
from polymarket.environments import PRODUCTION, _create_environment


class Relayer(BaseHTTPRequestHandler):
    """Says of every wallet that it is deployed, which is all that the client wants to know before it trades."""

    def do_GET(self):
        body = json.dumps({"deployed": True}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


def environment(url):
    """All of the venue on its one port; nothing of what is asked here goes anywhere else."""
    relayer = ThreadingHTTPServer(("127.0.0.1", 0), Relayer)
    threading.Thread(target=relayer.serve_forever, daemon=True).start()
    sockets = "ws" + url.removeprefix("http")
    nowhere = "http://127.0.0.1:1"
    config = dataclasses.replace(
        PRODUCTION._config,
        # Gamma and the CLOB share some paths; under /clob they are the CLOB's.
        clob_url=f"{url}/clob", gamma_url=url, data_url=url,
        clob_market_ws_url=f"{sockets}/ws/market", clob_user_ws_url=f"{sockets}/ws/user",
        rtds_ws_url=f"{sockets}/rtds",
        relayer_url=f"http://127.0.0.1:{relayer.server_port}",
        rpc_url=nowhere, rfq_url=nowhere, builder_gateway_url=nowhere, collateral_return_url=nowhere,
        perps_url=nowhere,
    )
    return _create_environment(name="simulated", config=config)
