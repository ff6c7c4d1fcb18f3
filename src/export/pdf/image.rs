//! A picture as a PDF takes it: the data of our own PNG as they are, since a PDF unpacks the same.

/// A picture of 8-bit red, green and blue.
pub(in crate::export) struct Image {
    /// How many pixels wide.
    pub(super) wide: i32,
    /// How many high.
    pub(super) high: i32,
    /// Deflated rows, each with what it was predicted by.
    pub(super) data: Vec<u8>,
}

impl Image {
    /// The picture in a PNG that we wrote; none where it is another kind.
    pub(super) fn of(png: &[u8]) -> Option<Self> {
        let mut rest = png.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
        let (mut size, mut data) = (None, Vec::new());
        while let Some((head, after)) = rest.split_at_checked(8) {
            let long = u32::from_be_bytes(head[..4].try_into().ok()?) as usize;
            let (own, after) = after.split_at_checked(long)?;
            match &head[4..] {
                b"IHDR" => {
                    let number = |at: usize| i32::try_from(u32::from_be_bytes(own.get(at..at + 4)?.try_into().ok()?)).ok();
                    // Eight bits of red, green and blue, not interlaced.
                    if own.get(8..) != Some(&[8, 2, 0, 0, 0][..]) {
                        return None;
                    }
                    size = Some((number(0)?, number(4)?));
                }
                b"IDAT" => data.extend_from_slice(own),
                _ => {}
            }
            // Behind each chunk stands its sum.
            rest = after.get(4..)?;
        }
        let (wide, high) = size?;
        Some(Self { wide, high, data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_read_and_what_is_none_is_refused() {
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut chunk = |kind: &[u8], data: &[u8]| {
            png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
            png.extend(kind);
            png.extend(data);
            png.extend([0; 4]);
        };
        chunk(b"IHDR", &[0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0]);
        chunk(b"IDAT", b"ab");
        chunk(b"IDAT", b"c");
        chunk(b"IEND", b"");
        let image = Image::of(&png).unwrap();
        assert_eq!((image.wide, image.high, &image.data[..]), (3, 2, &b"abc"[..]));
        assert!(Image::of(&png[..20]).is_none() && Image::of(b"GIF89a").is_none());
        png[8 + 8 + 9] = 6;
        assert!(Image::of(&png).is_none(), "one that shines through");
    }
}
