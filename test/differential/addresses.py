"""Reads JSON texts, one a line, and answers for each what Python's ipaddress makes of it: null where it refuses."""

import ipaddress
import json
import sys


def describe(network, address):
    return {
        "family": network.version,
        # A decimal text: JavaScript's numbers end at 53 bits.
        "network": str(int(network.network_address)),
        "prefix": network.prefixlen,
        "text": str(network),
        "hostBits": int(address) != int(network.network_address),
    }


def answer(text):
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    address = ipaddress.ip_address(text.partition("/")[0])
    return {
        **describe(network, address),
        "isMapped": getattr(address, "ipv4_mapped", None) is not None,
        "ipv4": ipv4_of(address, network.prefixlen),
    }


def ipv4_of(address, prefix):
    """The IPv4 block that an IPv4-mapped one stands for, null where it stands for none."""
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is None or prefix < 96:
        return None
    return describe(ipaddress.ip_network((mapped, prefix - 96), strict=False), mapped)


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))))
