const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Width and height in pixels of a PNG or JPEG; `undefined` for anything else or a broken one. */
export function imageSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  const image = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (image.length >= 24 && image.subarray(0, 8).equals(PNG_SIGNATURE)) {
    return { width: image.readUInt32BE(16), height: image.readUInt32BE(20) };
  }
  return image.length >= 4 && image.readUInt16BE(0) === 0xffd8 ? jpegSize(image) : undefined;
}

/** Walks the segments of a JPEG to the one that starts the frame. */
function jpegSize(image: Buffer): { width: number; height: number } | undefined {
  let at = 2;
  while (at + 9 <= image.length && image[at] === 0xff) {
    const marker = image.readUInt8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: image.readUInt16BE(at + 5), width: image.readUInt16BE(at + 7) };
    at += 2 + image.readUInt16BE(at + 2);
  }
  return undefined;
}
