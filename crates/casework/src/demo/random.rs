//! The same numbers from the same seed, on every machine (splitmix64).

pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Less than that, from 0.
    pub(super) fn below(&mut self, count: u32) -> u32 {
        u32::try_from(self.next() % u64::from(count.max(1))).unwrap_or(0)
    }

    /// Minutes, less than that.
    pub(super) fn within(&mut self, minutes: i64) -> i64 {
        let minutes = u64::try_from(minutes).unwrap_or(1).max(1);
        i64::try_from(self.next() % minutes).unwrap_or(0)
    }

    /// True so many times in a thousand.
    pub(super) fn chance(&mut self, permille: u32) -> bool {
        self.below(1_000) < permille
    }

    /// One of them.
    pub(super) fn pick<'p, T>(&mut self, from: &'p [T], none: &'p T) -> &'p T {
        let at = self.below(u32::try_from(from.len()).unwrap_or(1));
        from.get(usize::try_from(at).unwrap_or(0)).unwrap_or(none)
    }
}
