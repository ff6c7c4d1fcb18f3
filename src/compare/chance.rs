//! Numbers that look like chance and are the same every time, for answers that are made up.

/// A row of numbers that its seed alone decides (SplitMix64, Steele, Lea and Flood 2014).
pub struct Chance(u64);

impl Chance {
    /// The row that belongs to a name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let mixed = |seed: u64, byte: u8| (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(name.bytes().fold(0x9e37_79b9_7f4a_7c15, mixed))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The next number from 0 up to, but not including, `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    /// One of these values, each as often as its share says.
    pub fn pick(&mut self, shares: &[(i64, u64)]) -> i64 {
        let mut left = self.below(shares.iter().map(|(_, share)| share).sum());
        for (value, share) in shares {
            if left < *share {
                return *value;
            }
            left -= share;
        }
        shares.last().map_or(0, |(value, _)| *value)
    }
}
