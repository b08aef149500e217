const opcodes = { text: 0x81, binary: 0x82 } as const;

/** A WebSocket frame as a server sends it: whole and unmasked. Made once, it is the same bytes for every socket. */
export function webSocketFrame(payload: Uint8Array, kind: keyof typeof opcodes): Buffer {
  const { length } = payload;
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = opcodes[kind];
  if (header === 2) frame[1] = length;
  else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(payload, header);
  return frame;
}
