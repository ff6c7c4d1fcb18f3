//! The colours of a file for archives: a profile of sRGB that says what its red, green and blue are (ICC.1:2001, version 2).
//!
//! It is the smallest that a reader needs: the three primaries of IEC 61966-2-1 adapted to D50, white, and a curve of gamma 2.2.

/// Red, green and blue in XYZ, and white, as 16.16 fixed point.
const COLORANTS: [(&[u8; 4], [u32; 3]); 4] = [
    (b"wtpt", [0xF6D6, 0x1_0000, 0xD32D]),
    (b"rXYZ", [0x6FA2, 0x38F5, 0x0390]),
    (b"gXYZ", [0x6299, 0xB785, 0x18DA]),
    (b"bXYZ", [0x24A0, 0x0F84, 0xB6CF]),
];
/// The name of the profile.
const NAME: &[u8] = b"sRGB IEC61966-2-1\0";
const COPYRIGHT: &[u8] = b"No copyright, use freely\0";
/// Gamma 2.2 as 8.8 fixed point.
const GAMMA: u16 = 0x0233;
const HEADER: usize = 128;

/// The profile as bytes.
pub(super) fn srgb() -> Vec<u8> {
    let mut tags: Vec<(&[u8; 4], Vec<u8>)> = vec![(b"desc", description()), (b"cprt", text())];
    for (name, values) in COLORANTS {
        let mut tag = b"XYZ \0\0\0\0".to_vec();
        tag.extend(values.iter().flat_map(|value| value.to_be_bytes()));
        tags.push((name, tag));
    }
    for name in [b"rTRC", b"gTRC", b"bTRC"] {
        let mut tag = b"curv\0\0\0\0".to_vec();
        tag.extend(1_u32.to_be_bytes());
        tag.extend(GAMMA.to_be_bytes());
        tags.push((name, tag));
    }
    let mut table = long(tags.len()).to_vec();
    let mut data = Vec::new();
    let begins = HEADER + 4 + 12 * tags.len();
    for (name, tag) in tags {
        table.extend(name);
        table.extend(long(begins + data.len()));
        table.extend(long(tag.len()));
        data.extend(tag);
        // Every tag begins at a multiple of four.
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut profile = header(begins + data.len());
    profile.extend(table);
    profile.extend(data);
    profile
}

fn long(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes()
}

fn header(size: usize) -> Vec<u8> {
    let mut header = long(size).to_vec();
    // No maker; version 2.1; a display; red, green and blue, told in XYZ.
    header.extend(b"\0\0\0\0\x02\x10\0\0mntrRGB XYZ ");
    // A fixed day, 1 January 2020, so that the same file is the same bytes.
    header.extend([2020_u16, 1, 1, 0, 0, 0].iter().flat_map(|part| part.to_be_bytes()));
    header.extend(b"acsp");
    // No platform, flags, device or attributes; perceptual.
    header.resize(68, 0);
    // The light that XYZ is told in: D50.
    header.extend([0xF6D6_u32, 0x1_0000, 0xD32D].iter().flat_map(|value| value.to_be_bytes()));
    header.resize(HEADER, 0);
    header
}

fn description() -> Vec<u8> {
    let mut tag = b"desc\0\0\0\0".to_vec();
    tag.extend(long(NAME.len()));
    tag.extend(NAME);
    // Neither in Unicode nor in the script of a Macintosh.
    tag.resize(tag.len() + 8 + 3 + 67, 0);
    tag
}

fn text() -> Vec<u8> {
    let mut tag = b"text\0\0\0\0".to_vec();
    tag.extend(COPYRIGHT);
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_is_as_long_as_it_says_and_every_tag_lies_in_it() {
        let profile = srgb();
        let number = |at: usize| u32::from_be_bytes([profile[at], profile[at + 1], profile[at + 2], profile[at + 3]]) as usize;
        assert_eq!(number(0), profile.len());
        assert_eq!(&profile[36..40], b"acsp");
        assert_eq!((&profile[12..16], &profile[16..20], &profile[20..24]), (&b"mntr"[..], &b"RGB "[..], &b"XYZ "[..]));
        assert_eq!(number(HEADER), 9);
        let kinds: Vec<Vec<u8>> = (0..9)
            .map(|tag| {
                let (at, size) = (number(HEADER + 8 + 12 * tag), number(HEADER + 12 + 12 * tag));
                assert!(at % 4 == 0 && at + size <= profile.len(), "{tag}");
                profile[at..at + 4].to_vec()
            })
            .collect();
        assert_eq!(kinds.iter().filter(|kind| *kind == b"XYZ ").count(), 4);
        assert_eq!(kinds.iter().filter(|kind| *kind == b"curv").count(), 3);
    }
}
