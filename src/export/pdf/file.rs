//! The sheets of a PDF as a file: catalogue, fonts, the tree of tags, pages (ISO 32000-1, 7.7 and 14.7).

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::{Filter, Finish as _, Name, Pdf, Rect, Ref, TextStr};

use super::fonts::{FONTS, embed};
use super::sheets::{Kid, Sheets, TALL, WIDE};

/// Numbers of the file's objects, given out in turn.
struct Numbers(i32);

impl Numbers {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }

    fn so_many(&mut self, many: usize) -> Vec<Ref> {
        (0..many).map(|_| self.next()).collect()
    }
}

/// The sheets as the bytes of a PDF file with this title and subject.
pub(in crate::export) fn file(title: &str, subject: &str, sheets: Sheets) -> Vec<u8> {
    let mut numbers = Numbers(0);
    let [catalog, tree, information, root, lines] = std::array::from_fn(|_| numbers.next());
    let fonts = FONTS.map(|font| (font, std::array::from_fn(|_| numbers.next())));
    let pages = numbers.so_many(sheets.all.len());
    let contents = numbers.so_many(sheets.all.len());
    let parents = numbers.so_many(sheets.all.len());
    let elements = numbers.so_many(sheets.elements.len());
    let mut pdf = Pdf::new();
    let mut whole = pdf.catalog(catalog);
    whole.pages(tree).lang(TextStr("da-DK"));
    whole.mark_info().marked(true);
    whole.viewer_preferences().display_doc_title(true);
    whole.pair(Name(b"StructTreeRoot"), root);
    whole.finish();
    pdf.document_info(information).title(TextStr(title)).subject(TextStr(subject)).producer(TextStr("Nulpunkt"));
    pdf.pages(tree).kids(pages.iter().copied()).count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    for (font, places) in &fonts {
        embed(&mut pdf, font, *places);
    }
    let mut tags = pdf.indirect(root).dict();
    tags.pair(Name(b"Type"), Name(b"StructTreeRoot")).pair(Name(b"K"), elements[0]).pair(Name(b"ParentTree"), lines);
    tags.finish();
    let mut by_page = pdf.indirect(lines).dict();
    let mut entries = by_page.insert(Name(b"Nums")).array();
    for (number, parent) in parents.iter().enumerate() {
        entries.item(i32::try_from(number).unwrap_or(i32::MAX)).item(*parent);
    }
    entries.finish();
    by_page.finish();
    for (number, element) in sheets.elements.iter().enumerate() {
        let mut tag = pdf.struct_element(elements[number]);
        tag.kind(element.role).parent(element.parent.map_or(root, |parent| elements[parent]));
        if let Some(language) = element.language {
            tag.lang(TextStr(language));
        }
        if let Some(instead) = &element.instead {
            tag.alt(TextStr(instead));
        }
        let mut kids = tag.children();
        for kid in &element.kids {
            match kid {
                Kid::Element(kid) => kids.struct_element(elements[*kid]),
                Kid::Line { sheet, mark } => {
                    kids.marked_content_ref().page(pages[*sheet]).marked_content_id(*mark);
                    &mut kids
                }
            };
        }
    }
    for (number, sheet) in sheets.all.into_iter().enumerate() {
        pdf.indirect(parents[number]).array().items(sheet.lines.iter().map(|element| elements[*element]));
        let mut page = pdf.page(pages[number]);
        page.media_box(Rect::new(0.0, 0.0, WIDE, TALL)).parent(tree).contents(contents[number]);
        page.struct_parents(i32::try_from(number).unwrap_or(i32::MAX));
        let mut resources = page.resources();
        let mut named = resources.fonts();
        for (font, places) in &fonts {
            named.pair(Name(font.short), places[0]);
        }
        named.finish();
        resources.finish();
        page.finish();
        let packed = packed(&sheet.content.finish());
        pdf.stream(contents[number], &packed).filter(Filter::FlateDecode);
    }
    pdf.finish()
}

/// Deflated; writing to memory does not fail.
pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).and_then(|()| packer.finish()).unwrap_or_default()
}
