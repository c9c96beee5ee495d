/** What a file is by its first bytes, whatever it is called. Only formats that nobody may find among the files of a model. */

import { open } from 'node:fs/promises';

interface Magic {
  readonly bytes: string;
  readonly what: string;
}

const magics: readonly Magic[] = [
  // torch.save of today; also what carries .npz, .keras and .pt files.
  { bytes: 'PK\x03\x04', what: 'a zip archive, as torch.save writes' },
  { bytes: '\x89HDF\r\n\x1a\n', what: 'an HDF5 file' },
  { bytes: '\x93NUMPY', what: 'a NumPy array, which may hold a pickle' },
  { bytes: '\x7fELF', what: 'a program' },
  { bytes: 'MZ\x90\x00', what: 'a Windows program' },
  { bytes: '\xcf\xfa\xed\xfe', what: 'a macOS program' },
  { bytes: '\x1f\x8b\x08', what: 'a gzip archive' },
  { bytes: 'ustar', what: 'a tar archive' },
  { bytes: 'version https://git-lfs.', what: 'a pointer of Git LFS and not the file itself' },
];
const headBytes = 512;
const ustarAt = 257;
// The protocols of pickle in use are 0x80 and their number. No text in UTF-8 begins so.
const pickleByte = 0x80;
const pickleProtocols = [2, 3, 4, 5];

/** In words, such as `a pickle`; undefined for everything else. */
export async function magicOf(path: string): Promise<string | undefined> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    if (buffer[0] === pickleByte && pickleProtocols.includes(buffer[1] ?? 0)) return 'a pickle, which runs code when it is read';
    const head = buffer.toString('latin1', 0, bytesRead);
    return magics.find(({ bytes }) => head.startsWith(bytes, bytes === 'ustar' ? ustarAt : 0))?.what;
  } finally {
    await file.close();
  }
}
