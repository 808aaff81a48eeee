"""What schemathesis must know to speak to this server: lines of JSON."""

import json

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(ctx, value):
    """A text goes out as it is, anything else as one line; no line at all has no answer."""
    if not isinstance(value, (bytes, str)):
        value = json.dumps(value)
    if isinstance(value, str):
        value = value.encode("utf-8", "surrogatepass")
    return value if value.strip() else b"{}"


@schemathesis.deserializer("application/x-ndjson")
def first_line(ctx, response):
    """Each line is an answer of its own; the first stands for all."""
    text = response.content.decode().splitlines()
    return json.loads(text[0]) if text else None
