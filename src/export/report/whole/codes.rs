//! The list of every figure that the joint report prints, with the code that finds it again.

use std::collections::BTreeSet;

use crate::export::document::Block;
use crate::export::report::Number;

/// Every code in brackets that stands in these blocks.
pub(super) fn printed(blocks: &[Block]) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for block in blocks {
        match block {
            Block::Heading(text)
            | Block::Subheading(_, text)
            | Block::Text(text)
            | Block::Caption(text)
            | Block::Blank(text)
            | Block::Notice(text)
            | Block::Contents(text, _) => in_text(text, &mut found),
            Block::Points(points) => points.iter().for_each(|text| in_text(text, &mut found)),
            Block::Table(_, rows) => rows.iter().flatten().for_each(|text| in_text(text, &mut found)),
            Block::Picture(_) => {}
        }
    }
    found
}

fn in_text<'a>(text: &'a str, found: &mut BTreeSet<&'a str>) {
    let codes = text.split('[').skip(1).filter_map(|rest| rest.split_once(']')).map(|(code, _)| code);
    found.extend(codes.filter(|code| !code.is_empty() && !code.contains(' ')));
}

/// The lists: of each trial those of its figures whose codes are printed.
pub(super) fn lists<'a>(numbers: &'a [(String, Vec<Number>)], printed: &BTreeSet<&str>) -> Vec<(&'a str, Vec<Vec<String>>)> {
    let row = |one: &Number| {
        let code = format!("[{}]", one.code);
        vec![code, one.what.clone(), one.when.clone(), one.full.clone(), one.measure.clone()]
    };
    let of_trial = |(trial, own): &'a (String, Vec<Number>)| {
        (&trial[..], own.iter().filter(|one| printed.contains(&one.code[..])).map(row).collect::<Vec<_>>())
    };
    numbers.iter().map(of_trial).filter(|(_, rows)| !rows.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_wherever_they_are_printed() {
        let blocks = [
            Block::text("Flere end før [T02.LC1.simplified.1] [T02.LC1.simplified.2]. [fra] og [to ord] […]"),
            Block::points(["Brugt 270 gange [R3]"]),
            Block::table(&["Kode"], vec![vec!["[R4]".to_owned()]]),
        ];
        let found: Vec<&str> = printed(&blocks).into_iter().collect();
        assert_eq!(found, ["R3", "R4", "T02.LC1.simplified.1", "T02.LC1.simplified.2", "fra", "…"]);
    }
}
