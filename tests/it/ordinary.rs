//! Days, amounts, laws and numbers of cases as people write them in answers: what looks like a number of a person and is none.
//!
//! Nothing here has ten digits of which the first six are a day, or eight that nothing but a telephone has: those are found rightly.

use crate::corpus::Chance;

const MONTHS: [&str; 12] =
    ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"];

/// What stands in the place of one pair of braces.
pub(crate) fn ordinary(chance: &mut Chance, slot: &str) -> String {
    match slot {
        "date" => date(chance),
        "year" => year(chance),
        "money" => money(chance),
        "law" => law(chance),
        "case" => case(chance),
        "time" => time(chance),
        "amount" => amount(chance),
        "number" => chance.between(1, 40).to_string(),
        "percent" => percent(chance),
        "place" => place(chance),
        other => panic!("no word for {other}"),
    }
}

fn date(chance: &mut Chance) -> String {
    let (d, m, y) = (chance.between(1, 28), chance.between(1, 12), chance.between(1998, 2026));
    let (short, month) = (y % 100, MONTHS[usize::try_from(m - 1).expect("a month")]);
    match chance.between(1, 18) {
        1..=3 => format!("{d}. {month} {y}"),
        4 => format!("{d}. {month}"),
        5 => format!("{d:02}.{m:02}.{y}"),
        6 => format!("{d:02}-{m:02}-{y}"),
        7 => format!("{d}/{m} {y}"),
        8 => format!("{d}/{m}-{short:02}"),
        9 => format!("{y}-{m:02}-{d:02}"),
        10 => format!("{d:02}.{m:02}.{short:02}"),
        11 => format!("{d:02}{m:02}{short:02}"),
        12 => format!("{d:02}{m:02}{y}"),
        13 => format!("d. {d}/{m}"),
        14 => format!("{d:02}/{m:02}/{y}"),
        15 => format!("{d:02}.{m:02}.{short:02} - {:02}.12.{short:02}", chance.between(1, 31)),
        16 => format!("{d:02} {m:02} {y}"),
        17 => format!("uge {}, {y}", chance.between(1, 52)),
        _ => format!("{d:02}.{m:02}.{y}-31.12.{}", y + 1),
    }
}

fn year(chance: &mut Chance) -> String {
    let y = chance.between(1995, 2024);
    match chance.between(1, 9) {
        1..=3 => y.to_string(),
        4 => format!("{y}-{}", y + 1),
        5 => format!("{y}/{}", y + 1),
        6 => format!("{y}, {} og {}", y + 1, y + 2),
        7 => format!("{y}\u{2013}{}", y + 2),
        8 => format!("{y} - {}", y + 3),
        _ => format!("{y}/{:02}", (y + 1) % 100),
    }
}

fn money(chance: &mut Chance) -> String {
    let (thousands, rest) = (chance.between(1, 99), chance.between(0, 999));
    let millions = chance.between(1, 99);
    match chance.between(1, 18) {
        1..=3 => format!("{thousands}.{rest:03} kr."),
        4 => format!("{thousands}{rest:03} kr"),
        5 => format!("kr. {thousands}.{rest:03},{:02}", chance.between(0, 99)),
        6 => format!("{thousands}.{rest:03},{:02} kr.", chance.between(0, 99)),
        7 => format!("{millions}.{rest:03}.000 kr."),
        8 => format!("{millions} {rest:03} 000 kr."),
        9 => format!("{} mio. kr.", chance.between(1, 300)),
        10 => format!("{}00-{}00 kr.", chance.between(10, 49), chance.between(50, 99)),
        11 => format!("{}-{} kr.", chance.between(1000, 4999), chance.between(5000, 9999)),
        12 => format!("{thousands}.{rest:03},-"),
        13 => format!("ca. {thousands}.000"),
        14 => format!("{}{:06} kroner", chance.between(10, 99), chance.between(0, 999_999)),
        15 => format!("{thousands}.000-{}.000 kr.", thousands + 5),
        16 => format!("{} DKK", chance.between(100, 99_999)),
        17 => format!("{}000 til {}500", chance.between(1, 9), chance.between(10, 20)),
        _ => format!("{millions},{} mio.", chance.between(1, 9)),
    }
}

fn law(chance: &mut Chance) -> String {
    let (n, s) = (chance.between(1, 160), chance.between(1, 9));
    let (d, m, y) = (chance.between(1, 28), chance.between(1, 12), chance.between(2009, 2024));
    match chance.between(1, 12) {
        1 | 2 => format!("§ {n}"),
        3 => format!("§ {n} b, stk. {s}"),
        4 => format!("§§ {n}-{}", n + 3),
        5 => format!("LAB § {n}"),
        6 => format!("aktivlovens § {n} a, stk. {s}, nr. {}", chance.between(1, 12)),
        7 => format!("lov nr. {} af {d}. {} {y}", chance.between(100, 1999), MONTHS[usize::try_from(m - 1).expect("a month")]),
        8 => format!("LBK nr. {} af {d:02}/{m:02}/{y}", chance.between(100, 1999)),
        9 => format!("bek. {} af {d}/{m}-{y}", chance.between(100, 1999)),
        10 => format!("§{n}"),
        11 => format!("L {n} ({y}-{:02})", (y + 1) % 100),
        _ => format!("sygedagpengelovens § {n}"),
    }
}

fn case(chance: &mut Chance) -> String {
    let y = chance.between(2001, 2026);
    match chance.between(1, 17) {
        1 => format!("sag {:02}/{}", y % 100, chance.between(1000, 99_999)),
        2 => format!("sagsnr. {y}-{:06}", chance.between(0, 999_999)),
        3 => {
            format!("{:02}.{:02}.00-G01-{}-{:02}", chance.between(10, 54), chance.between(0, 40), chance.between(1, 99), y % 100)
        }
        4 => format!("S{y}-{}", chance.between(1000, 99_999)),
        // Ten digits whose month is beyond December.
        5 => format!("sagsnummer 99{}{}", chance.between(13, 99), chance.between(100_000, 999_999)),
        6 => format!("j.nr. {y}-{:04}-{}", chance.between(0, 9999), chance.between(10_000, 99_999)),
        7 => format!("EAN 5798{:09}", chance.between(0, 999_999_999)),
        8 => format!("CVR-nr. {}", chance.between(10_000_000, 49_999_999)),
        9 => format!("sag nr. {}", chance.between(20_000_000, 99_999_999)),
        10 => format!("faktura {}", chance.between(20_000_000, 99_999_999)),
        11 => format!("sag {y}-{}", chance.between(10_000, 99_999)),
        12 => format!("journalnummer {:02}-{:06}", y % 100, chance.between(0, 999_999)),
        13 => format!("bilag {}", chance.between(1, 40)),
        14 => format!("konto {} {}", chance.between(1000, 9999), chance.between(100_000, 9_999_999)),
        15 => format!("sagen {:02}/{:08}", y % 100, chance.between(0, 99_999_999)),
        16 => format!("dok. {}", chance.between(100_000, 99_999_999)),
        _ => format!("referencen {:x}{:x}", chance.between(4096, 65_535), chance.between(0xABCD, 0xFFFF)),
    }
}

fn time(chance: &mut Chance) -> String {
    let (h, m) = (chance.between(7, 15), chance.between(0, 59));
    match chance.between(1, 8) {
        1 => format!("kl. {h}"),
        2 => format!("kl. {h:02}.{m:02}"),
        3 => format!("kl. {h:02}:{m:02}"),
        4 => format!("mellem {h} og {}", h + 2),
        5 => format!("kl. {h:02}.{m:02}-{:02}.00", h + 5),
        6 => format!("{h}-{}", h + 3),
        7 => format!("kl {h:02}{m:02}"),
        _ => format!("kl. 20.{m:02}-22.{m:02}"),
    }
}

fn amount(chance: &mut Chance) -> String {
    let n = chance.between(2, 48);
    match chance.between(1, 12) {
        1 => format!("{n} timer"),
        2 => format!("{n}-{} timer", n + 5),
        3 => format!("{} borgere", chance.between(2, 900)),
        4 => format!("{}.{:03} borgere", chance.between(1, 9), chance.between(0, 999)),
        5 => format!("{n} dage"),
        6 => format!("{n} uger"),
        7 => format!("ca. {n} sager"),
        8 => format!("{n},5 timer"),
        9 => format!("{}-{} borgere", chance.between(1000, 2999), chance.between(3000, 6000)),
        10 => "10, 20, 30 og 40 dage".to_owned(),
        11 => format!("225 timer, {n} dage og {} minutter", chance.between(2, 59)),
        _ => format!("{n} måneder"),
    }
}

fn percent(chance: &mut Chance) -> String {
    let (n, part) = (chance.between(1, 99), chance.between(0, 9));
    match chance.between(1, 4) {
        1 => format!("{n} %"),
        2 => format!("{n},{part} procent"),
        3 => format!("{n} pct."),
        _ => format!("{n}-{} %", n + 1),
    }
}

fn place(chance: &mut Chance) -> String {
    let town = chance.of(&["Thisted", "Rebild", "Brønderslev", "Vejle", "Aalborg Øst", "Hurup Thy"]);
    match chance.between(1, 4) {
        1 => format!("{} {town}", chance.between(1000, 9990)),
        2 => format!("Østergade {}, {} {town}", chance.between(1, 99), chance.between(1000, 9990)),
        3 => format!("postnr. {}-{}", chance.between(7000, 7999), chance.between(8000, 9990)),
        _ => town.to_owned(),
    }
}
