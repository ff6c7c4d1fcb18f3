//! Draws for simulations: the same ones every time.

/// `SplitMix64`. Source: Steele, Lea & Flood 2014, OOPSLA.
pub(super) struct Seeded(pub(super) u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to and without 1.
    pub(super) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A place below `count`, which is not zero.
    pub(super) fn below(&mut self, count: usize) -> usize {
        // A share is below one, so the product is below the count; far below 2⁵³ both are exact.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the count")]
        let place = (self.share() * count as f64) as usize;
        place.min(count - 1)
    }

    /// One round of `n` answers over options with these shares.
    pub(super) fn round(&mut self, shares: &[f64], n: u64) -> Vec<u64> {
        let mut counts = vec![0; shares.len()];
        for _ in 0..n {
            let mut left = self.share();
            let option = shares.iter().position(|share| {
                left -= share;
                left < 0.0
            });
            counts[option.unwrap_or(shares.len() - 1)] += 1;
        }
        counts
    }
}
