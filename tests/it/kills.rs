//! How often the trials of crashes kill, and when: at instants that a seed decides, so that a failure can be tried again.
//!
//! Twenty times, or 200 times by `tests/run --long`, of which `--long 2/4` takes the second quarter; senders of letters 50 and 1,000 times.

use crate::house::House;

/// A small generator with a seed that the failure prints (Marsaglia's xorshift64).
pub(crate) struct Dice(u64);

impl Dice {
    /// The generator of this seed, at the number of this slice's first kill: each kill takes one.
    pub(crate) fn of(seed: u64) -> Self {
        Self::at(seed, kills())
    }

    /// The same in a trial with so many kills in each slice.
    pub(crate) fn at(seed: u64, kills: u64) -> Self {
        let mut dice = Self(seed);
        let (part, _) = slice();
        for _ in 0..kills * (part - 1) {
            dice.between(0, 1);
        }
        dice
    }

    /// The next number from `low` on and below `high`.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        low + self.0 % (high - low)
    }
}

/// How many kills this run has.
pub(crate) fn kills() -> u64 {
    if is_long() { 200 / slice().1 } else { 20 }
}

/// How many kills of senders this run has.
pub(crate) fn kills_of_senders() -> u64 {
    if is_long() { 1000 / slice().1 } else { 50 }
}

/// Whether this is the long run.
pub(crate) fn is_long() -> bool {
    std::env::var_os("NULPUNKT_TEST_LONG").is_some()
}

/// Which part of how many.
fn slice() -> (u64, u64) {
    let slice = std::env::var("NULPUNKT_TEST_SLICE").unwrap_or_else(|_| "1/1".to_owned());
    let numbers = slice.split_once('/').and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
    let (part, of): (u64, u64) = numbers.expect("NULPUNKT_TEST_SLICE is K/N");
    assert!((1..=of).contains(&part), "slice {part} of {of}");
    (part, of)
}

/// Says a figure of a trial that passed: `tests/run` tells them at its end, so that they can be quoted.
pub(crate) fn told(house: &House, figure: &str) {
    let database = if house.url.starts_with("sqlite") { "SQLite" } else { "PostgreSQL" };
    let figure = format!("{database}: {figure}");
    println!("{figure}");
    let Some(file) = std::env::var_os("NULPUNKT_TEST_FIGURES") else { return };
    let mut file = std::fs::File::options().create(true).append(true).open(file).expect("the file of figures");
    std::io::Write::write_all(&mut file, format!("{figure}\n").as_bytes()).expect("a figure is written");
}
