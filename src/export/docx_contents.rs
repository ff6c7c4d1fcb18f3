//! The table of contents of a DOCX: a line for each heading with a way to it and the number of its page.
//!
//! The lines stand by themselves and not in a field `TOC`: what is in one, `LibreOffice` shows as it was written and numbers no page anew, while
//! a field `PAGEREF` outside is right as soon as the file is opened. Word fills them in when it opens the file, as the settings ask.

use super::document::Entry;
use super::docx::run;
use super::office::escaped;

/// The settings of a document with a table of contents: whoever opens it fills in the numbers of pages.
pub(super) const SETTINGS: &str = "<w:settings xmlns:w=\"{main}\"><w:updateFields w:val=\"true\"/></w:settings>";

/// The bookmark of the heading with this number.
fn bookmark(number: usize) -> String {
    format!("_Toc{number:06}")
}

/// What stands in a heading, under its bookmark.
pub(super) fn marked(number: usize, runs: &str) -> String {
    let name = bookmark(number);
    format!("<w:bookmarkStart w:id=\"{number}\" w:name=\"{name}\"/>{runs}<w:bookmarkEnd w:id=\"{number}\"/>")
}

/// The table of contents, which word processors know as one.
pub(super) fn contents(title: &str, entries: &[Entry<'_>]) -> String {
    let line = |(number, (level, _, text)): (usize, &Entry<'_>)| {
        let name = bookmark(number);
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"TOC{level}\"/></w:pPr><w:hyperlink w:anchor=\"{name}\" w:history=\"1\">{}<w:r><w:tab/></w:r>\
             {}<w:r><w:instrText xml:space=\"preserve\"> PAGEREF {name} \\h </w:instrText></w:r>{}<w:r><w:t></w:t></w:r>{}</w:hyperlink></w:p>",
            run(text),
            end_of_field("begin"),
            end_of_field("separate"),
            end_of_field("end"),
        )
    };
    let lines: String = entries.iter().enumerate().map(line).collect();
    format!(
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/><w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>\
         <w:p><w:pPr><w:pStyle w:val=\"TOCHeading\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>{lines}</w:sdtContent></w:sdt>",
        escaped(title)
    )
}

fn end_of_field(kind: &str) -> String {
    format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_leads_to_the_bookmark_of_its_heading() {
        let entries = [(1, 4, "Tema A & B"), (2, 9, "Forsøg 2")];
        let written = contents("Indhold", &entries);
        for number in 0..entries.len() {
            let name = format!("_Toc00000{number}");
            assert!(marked(number, "").contains(&format!("w:name=\"{name}\"")));
            assert!(
                written.contains(&format!("w:anchor=\"{name}\"")) && written.contains(&format!(" PAGEREF {name} \\h ")),
                "{written}"
            );
        }
        assert!(written.contains("Tema A &amp; B") && written.contains("w:val=\"TOC2\"") && !written.contains(" TOC \\o"));
    }
}
