#!/usr/bin/env python3
"""A DNS server for tests: name-server.py ADDRESS ANSWER.

Answers on UDP port 53 of ADDRESS: every question for an IPv4 address gets ANSWER, every other
question an answer without records. Prints a line when it listens; runs until it is killed.
"""

import socket
import struct
import sys

A_RECORD, CLASS_IN = 1, 1
address, answer = sys.argv[1], socket.inet_aton(sys.argv[2])

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
    server.bind((address, 53))
    print("listening", flush=True)
    while True:
        query, client = server.recvfrom(4096)
        name_end = query.index(b"\0", 12) + 1
        question = query[12:name_end + 4]
        wanted = struct.unpack("!HH", question[-4:])
        records = b""
        if wanted == (A_RECORD, CLASS_IN):
            # The name is a pointer to the question's; the record lives for no time.
            records = struct.pack("!HHHIH", 0xC00C, A_RECORD, CLASS_IN, 0, len(answer)) + answer
        header = query[:2] + struct.pack("!HHHHH", 0x8180, 1, 1 if records else 0, 0, 0)
        server.sendto(header + question + records, client)
