//! Pixels as a PNG file (ISO/IEC 15948): 8-bit RGB, with its size on paper and, for those who hear it, what it shows.
//!
//! No chunk carries a clock, so that the same picture is the same bytes.

use std::io::{self, Write};

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

/// Rows of pixels on their way into a file.
pub(super) struct Encoder {
    file: Vec<u8>,
    data: ZlibEncoder<Vec<u8>>,
    above: Vec<u8>,
}

impl Encoder {
    /// Begins a file of this size with so many pixels a unit of 1/96 inch, and texts by keyword in this language.
    pub(super) fn new(wide: u32, high: u32, scale: u32, language: &str, texts: &[(&str, &str)]) -> Self {
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut head = [wide.to_be_bytes(), high.to_be_bytes()].concat();
        // Eight bits a colour, red, green and blue, the one compression and filtering that there is, no interlacing.
        head.extend([8, 2, 0, 0, 0]);
        chunk(&mut file, *b"IHDR", &head);
        // Pixels a metre: 96 units an inch of 2.54 cm.
        let density = (scale * 96 * 10_000).div_ceil(254).to_be_bytes();
        chunk(&mut file, *b"pHYs", &[density.as_slice(), &density, &[1]].concat());
        for (keyword, text) in texts {
            // Keyword, not compressed, language, no keyword in that language, UTF-8.
            let parts = [keyword.as_bytes(), &[0, 0, 0], language.as_bytes(), &[0, 0], text.as_bytes()];
            chunk(&mut file, *b"iTXt", &parts.concat());
        }
        let above = vec![0; wide as usize * 3];
        Self { file, data: ZlibEncoder::new(Vec::new(), Compression::new(6)), above }
    }

    /// The next rows, each written as its difference from the one above: most of a drawing is like what is above it.
    pub(super) fn rows(&mut self, pixels: &[u8]) -> io::Result<()> {
        let mut line = Vec::with_capacity(self.above.len() + 1);
        for row in pixels.chunks_exact(self.above.len().max(1)) {
            line.clear();
            line.push(2);
            line.extend(row.iter().zip(&self.above).map(|(byte, above)| byte.wrapping_sub(*above)));
            self.data.write_all(&line)?;
            self.above.copy_from_slice(row);
        }
        Ok(())
    }

    /// The whole file.
    pub(super) fn finish(self) -> io::Result<Vec<u8>> {
        let Self { mut file, data, .. } = self;
        chunk(&mut file, *b"IDAT", &data.finish()?);
        chunk(&mut file, *b"IEND", &[]);
        Ok(file)
    }
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let mut sum = Crc::new();
    sum.update(&kind);
    sum.update(data);
    file.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    file.extend(kind);
    file.extend(data);
    file.extend(sum.sum().to_be_bytes());
}
