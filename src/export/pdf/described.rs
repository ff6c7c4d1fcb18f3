//! What a file says of itself: title, subject and language, and for archives that it is PDF/A-2a (ISO 19005-2, 6.6).

use crate::export::office::escaped;

/// What a file is.
pub(in crate::export) struct Described<'a> {
    /// Its title.
    pub(in crate::export) title: &'a str,
    /// What it is about.
    pub(in crate::export) subject: &'a str,
    /// Its language, as `da-DK`.
    pub(in crate::export) language: &'static str,
    /// Whether it is for archives.
    pub(in crate::export) archival: bool,
}

impl Described<'_> {
    /// The same as XMP (ISO 16684-1): what an archive reads.
    pub(super) fn xmp(&self) -> String {
        let (title, subject, language) = (escaped(self.title), escaped(self.subject), self.language);
        // The mark before it says in which code it is written.
        format!(
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
             <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
             xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\"><pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>\
             <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\
             <dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{subject}</rdf:li></rdf:Alt></dc:description>\
             <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language><pdf:Producer>Nulpunkt</pdf:Producer>\
             </rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"
        )
    }
}
