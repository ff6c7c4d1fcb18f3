//! The sheets of a PDF as a file: catalogue, fonts, the tree of tags, pages (ISO 32000-1, 7.7 and 14.7).

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{OutputIntentSubtype, Predictor};
use pdf_writer::{Filter, Finish as _, Name, Pdf, Rect, Ref, TextStr};
use sha2::{Digest as _, Sha256};

use super::color::srgb;
use super::described::Described;
use super::fonts::{FONTS, embed};
use super::image::Image;
use super::sheets::{Element, Kid, Sheets, TALL, WIDE, image_name};

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

/// The sheets as the bytes of a PDF file.
pub(in crate::export) fn file(described: &Described, sheets: Sheets) -> Vec<u8> {
    let mut numbers = Numbers(0);
    let [catalog, tree, information, root, lines] = std::array::from_fn(|_| numbers.next());
    let fonts = FONTS.map(|font| (font, std::array::from_fn(|_| numbers.next())));
    let pages = numbers.so_many(sheets.all.len());
    let contents = numbers.so_many(sheets.all.len());
    let parents = numbers.so_many(sheets.all.len());
    let elements = numbers.so_many(sheets.elements.len());
    let pictures = numbers.so_many(sheets.images.len());
    let [metadata, profile] = std::array::from_fn(|_| numbers.next());
    let mut pdf = Pdf::new();
    let mut whole = pdf.catalog(catalog);
    whole.pages(tree).lang(TextStr(described.language));
    whole.mark_info().marked(true);
    whole.viewer_preferences().display_doc_title(true);
    whole.pair(Name(b"StructTreeRoot"), root);
    if described.archival {
        whole.metadata(metadata);
        let mut intents = whole.output_intents();
        let mut intent = intents.push();
        intent.subtype(OutputIntentSubtype::PDFA).output_condition_identifier(TextStr("sRGB IEC61966-2-1"));
        intent.info(TextStr("sRGB IEC61966-2-1")).dest_output_profile(profile);
        intent.finish();
        intents.finish();
    }
    whole.finish();
    let (title, subject) = (TextStr(described.title), TextStr(described.subject));
    pdf.document_info(information).title(title).subject(subject).producer(TextStr("Nulpunkt"));
    if described.archival {
        pdf.metadata(metadata, described.xmp().as_bytes());
        pdf.icc_profile(profile, &srgb()).n(3).range([0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
    }
    pdf.pages(tree).kids(pages.iter().copied()).count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    for (font, places) in &fonts {
        embed(&mut pdf, font, *places);
    }
    let tree_of = Tree { root, lines, parents: &parents, pages: &pages, places: &elements };
    tags(&mut pdf, &sheets.elements, &tree_of);
    for (image, place) in sheets.images.iter().zip(&pictures) {
        draw(&mut pdf, image, *place);
    }
    let mut told = Sha256::new();
    told.update(described.title.as_bytes());
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
        if !sheet.images.is_empty() {
            let mut named = resources.x_objects();
            for image in &sheet.images {
                named.pair(Name(image_name(*image).as_bytes()), pictures[*image]);
            }
            named.finish();
        }
        resources.finish();
        page.finish();
        let content = sheet.content.finish();
        told.update(&content[..]);
        let packed = packed(&content);
        pdf.stream(contents[number], &packed).filter(Filter::FlateDecode);
    }
    if described.archival {
        // What is on the sheets tells the file from others, and the same sheets are the same file.
        let id = told.finalize()[..16].to_vec();
        pdf.set_file_id((id.clone(), id));
    }
    pdf.finish()
}

/// The places of what the tree of tags leads to.
struct Tree<'a> {
    root: Ref,
    lines: Ref,
    parents: &'a [Ref],
    pages: &'a [Ref],
    places: &'a [Ref],
}

/// The tree of tags: what each element is, and which lines of which page it holds.
fn tags(pdf: &mut Pdf, elements: &[Element], tree: &Tree) {
    let mut tags = pdf.indirect(tree.root).dict();
    tags.pair(Name(b"Type"), Name(b"StructTreeRoot")).pair(Name(b"K"), tree.places[0]).pair(Name(b"ParentTree"), tree.lines);
    tags.finish();
    let mut by_page = pdf.indirect(tree.lines).dict();
    let mut entries = by_page.insert(Name(b"Nums")).array();
    for (number, parent) in tree.parents.iter().enumerate() {
        entries.item(i32::try_from(number).unwrap_or(i32::MAX)).item(*parent);
    }
    entries.finish();
    by_page.finish();
    for (number, element) in elements.iter().enumerate() {
        let mut tag = pdf.struct_element(tree.places[number]);
        tag.kind(element.role).parent(element.parent.map_or(tree.root, |parent| tree.places[parent]));
        if let Some(language) = element.language {
            tag.lang(TextStr(language));
        }
        if let Some(instead) = &element.instead {
            tag.alt(TextStr(instead));
        }
        if let Some(scope) = element.scope {
            tag.attributes().push().table().scope(scope);
        }
        let mut kids = tag.children();
        for kid in &element.kids {
            match kid {
                Kid::Element(kid) => kids.struct_element(tree.places[*kid]),
                Kid::Line { sheet, mark } => {
                    kids.marked_content_ref().page(tree.pages[*sheet]).marked_content_id(*mark);
                    &mut kids
                }
            };
        }
    }
}

/// A picture as its own object.
fn draw(pdf: &mut Pdf, image: &Image, place: Ref) {
    let mut picture = pdf.image_xobject(place, &image.data);
    picture.filter(Filter::FlateDecode);
    picture.decode_parms().predictor(Predictor::PngOptimum).colors(3).bits_per_component(8).columns(image.wide);
    picture.width(image.wide).height(image.high).bits_per_component(8);
    picture.color_space().device_rgb();
}

/// Deflated; writing to memory does not fail.
pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).and_then(|()| packer.finish()).unwrap_or_default()
}
