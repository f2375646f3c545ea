"""Makes the pictures of this folder and expected.json: what Pillow reads from them. Pillow is Debian's python3-pil (9.4).

    /usr/bin/python3 make.py

Each entry of expected.json holds rows, columns, and the bytes of convert('RGB') and convert('L'), after exif_transpose and on white where
something is transparent. badsos.jpg and jfif3.jpg are plain.jpg with bytes changed as some cameras write them.
"""
import base64, json, os, struct, zlib
import numpy as np
from PIL import Image, ImageOps

H, W = 9, 13
os.chdir(os.path.dirname(os.path.abspath(__file__)))
random = np.random.default_rng(1)


def smooth(channels):
    y, x = np.mgrid[0:H, 0:W]
    return np.stack([(128 + 90 * np.sin(x / (3 + k) + k) + 30 * np.cos(y / (2 + k))).clip(0, 255) for k in range(channels)], -1).astype(np.uint8)


def chunk(name, content):
    return struct.pack('>I', len(content)) + name + content + struct.pack('>I', zlib.crc32(name + content))


def png(name, depth, kind, rows, extra=b'', interlace=0):
    header = struct.pack('>IIBBBBB', W, H, depth, kind, 0, 0, interlace)
    packed = zlib.compress(rows)
    open(name, 'wb').write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + extra + chunk(b'IDAT', packed) + chunk(b'IEND', b''))


def rows(pixels):
    return b''.join(b'\0' + row.tobytes() for row in pixels)


colours, deep = random.integers(0, 256, (H, W, 3), dtype=np.uint8), random.integers(0, 65536, (H, W)).astype('>u2')
png('deep-grey.png', 16, 0, rows(deep))
png('deep-colour.png', 16, 2, rows(random.integers(0, 65536, (H, W * 3)).astype('>u2')))
png('deep-alpha.png', 16, 6, rows(random.integers(0, 65536, (H, W * 4)).astype('>u2')))
png('alpha.png', 8, 6, rows(random.integers(0, 256, (H, W * 4), dtype=np.uint8)))
png('grey-alpha.png', 8, 4, rows(random.integers(0, 256, (H, W * 2), dtype=np.uint8)))
png('gamma.png', 8, 2, rows(colours.reshape(H, -1)), chunk(b'gAMA', struct.pack('>I', 100000)))
png('transparent-colour.png', 8, 2, rows(colours.reshape(H, -1)), chunk(b'tRNS', struct.pack('>HHH', *map(int, colours[2, 3]))))
palette = chunk(b'PLTE', random.integers(0, 256, 12, dtype=np.uint8).tobytes())
two = np.unpackbits(random.integers(0, 4, (H, W, 1), dtype=np.uint8), axis=2)[:, :, 6:].reshape(H, -1)
png('two-bits.png', 2, 0, rows(np.packbits(two, axis=1)))
png('palette-alpha.png', 2, 3, rows(np.packbits(two, axis=1)), palette + chunk(b'tRNS', bytes([0, 128])))
passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
parts = [colours[y::down, x::right] for x, y, right, down in passes]
png('interlaced.png', 8, 2, b''.join(rows(part.reshape(part.shape[0], -1)) for part in parts if part.size), interlace=1)

picture = Image.fromarray(smooth(3))
picture.save('plain.jpg', quality=90)
picture.save('progressive.jpg', quality=90, progressive=True, subsampling=0)
Image.fromarray(smooth(1)[:, :, 0]).save('grey.jpg', quality=90)
Image.fromarray(smooth(4), 'CMYK').save('four-inks.jpg', quality=90)
for turn in range(1, 9):
    exif = Image.Exif()
    exif[0x112] = turn
    picture.save(f'turned-{turn}.jpg', quality=90, exif=exif)
picture.save('turned-6.webp', lossless=True, exif=b'Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0')
picture.save('lossy.webp', quality=90)
Image.fromarray(smooth(4)).save('alpha.webp', lossless=True)
picture.save('colour.bmp')
picture.save('two-pictures.gif', save_all=True, append_images=[Image.fromarray(colours)])
plain = open('plain.jpg', 'rb').read()
scan = plain.index(b'\xff\xda')
end_of_spectrum = scan + 2 + struct.unpack('>H', plain[scan + 2:scan + 4])[0] - 2
open('badsos.jpg', 'wb').write(plain[:end_of_spectrum] + b'\0' + plain[end_of_spectrum + 1:])
revision = plain.index(b'JFIF\0') + 5
open('jfif3.jpg', 'wb').write(plain[:revision] + b'\3' + plain[revision + 1:])

expected = {}
for name in sorted(os.listdir('.')):
    if name.endswith(('.py', '.json')):
        continue
    image = ImageOps.exif_transpose(Image.open(name))
    if name == 'deep-grey.png':
        image = Image.fromarray((deep >> 8).astype(np.uint8))  # Pillow's convert of sixteen grey bits clips at 255
    if image.mode in ('RGBA', 'LA') or 'transparency' in image.info:
        white = Image.new('RGBA', image.size, 'white')
        white.alpha_composite(image.convert('RGBA'))
        image = white
    expected[name] = {
        'rows': image.height, 'columns': image.width,
        'colour': base64.b64encode(image.convert('RGB').tobytes()).decode(), 'grey': base64.b64encode(image.convert('L').tobytes()).decode()}
json.dump(expected, open('expected.json', 'w'), indent=1)
