//! Why a project of another program was not read, and what of one that was read is not kept.

use std::collections::BTreeMap;

use crate::import::archive::ArchiveFault;
use crate::import::xml::Broken;
use crate::language::Language;

/// What can be wrong with a file that is to be a project or a codebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefiFault {
    /// Larger than may be, packed or unpacked, or of too many parts.
    TooLarge,
    /// Neither a project nor a codebook.
    OtherKind,
    /// It cannot be read.
    Damaged,
    /// A part has a name that leads out of the archive.
    LeadsOut,
    /// It declares a document type, as only attacks do.
    DocumentType,
    /// It holds more than one project.
    Several,
}

impl From<ArchiveFault> for RefiFault {
    fn from(fault: ArchiveFault) -> Self {
        match fault {
            ArchiveFault::Damaged => Self::Damaged,
            ArchiveFault::TooLarge => Self::TooLarge,
        }
    }
}

impl From<Broken> for RefiFault {
    fn from(_: Broken) -> Self {
        Self::Damaged
    }
}

impl RefiFault {
    /// What is wrong and what to do.
    #[must_use]
    pub fn sentence(self, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::TooLarge => (
                "Filen er for stor. Et projekt må fylde 64 MB pakket ud. Tag billeder og optagelser ud af det.",
                "The file is too large. A project may have 64 MB unpacked. Take pictures and recordings out of it.",
            ),
            Self::OtherKind => (
                "Filen er hverken et projekt (.qdpx) eller en kodebog (.qdc). Eksportér som REFI-QDA fra det andet program.",
                "The file is neither a project (.qdpx) nor a codebook (.qdc). Export as REFI-QDA from the other program.",
            ),
            Self::Damaged => (
                "Filen er beskadiget og kan ikke læses. Eksportér den igen.",
                "The file is damaged and cannot be read. Export it again.",
            ),
            Self::LeadsOut => (
                "Filen har et navn i sig, som fører ud af den. Den er ikke læst.",
                "The file holds a name that leads out of it. It was not read.",
            ),
            Self::DocumentType => (
                "Filen erklærer en dokumenttype. Det gør kun angreb. Den er ikke læst.",
                "The file declares a document type. Only attacks do. It was not read.",
            ),
            Self::Several => (
                "Der er mere end ét projekt i filen. Eksportér ét ad gangen.",
                "There is more than one project in the file. Export one at a time.",
            ),
        };
        if language == Language::En { english } else { danish }
    }
}

/// A kind of thing that a project can have and that is not kept here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Discarded {
    /// A picture, a PDF, or a recording.
    OtherSource,
    /// A text that is not in the file.
    TextElsewhere,
    /// The look of a text.
    RichText,
    /// A selection without a code.
    Uncoded,
    /// A selection that does not lie in its text.
    Misplaced,
    /// A coding whose code is not in the file.
    UnknownCode,
    /// A note on anything but a code or a coding.
    Note,
    /// The colour of a code.
    Colour,
    /// That a code cannot be put.
    NotCodable,
    /// A variable, or a value of one.
    Variable,
    /// A case.
    Case,
    /// A link.
    Link,
    /// A set.
    Set,
    /// A graph.
    Graph,
    /// What is said of the whole project or of a text.
    Description,
}

impl Discarded {
    /// What it is called, in the plural.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::OtherSource => ("billeder, PDF-filer og optagelser", "pictures, PDFs and recordings"),
            Self::TextElsewhere => ("tekster, som ikke er i filen", "texts that are not in the file"),
            Self::RichText => ("teksters udseende", "looks of texts"),
            Self::Uncoded => ("markeringer uden kode", "selections without a code"),
            Self::Misplaced => ("markeringer, som ikke ligger i teksten", "selections that do not lie in their text"),
            Self::UnknownCode => ("kodninger med en ukendt kode", "codings with an unknown code"),
            Self::Note => ("notater, som ikke er om en kode eller en kodning", "notes on neither a code nor a coding"),
            Self::Colour => ("farver", "colours"),
            Self::NotCodable => ("mærker om, at en kode ikke kan sættes", "marks that a code cannot be put"),
            Self::Variable => ("variable og deres værdier", "variables and their values"),
            Self::Case => ("cases", "cases"),
            Self::Link => ("forbindelser", "links"),
            Self::Set => ("sæt", "sets"),
            Self::Graph => ("tegninger", "graphs"),
            Self::Description => ("beskrivelser af projekt og tekster", "descriptions of project and texts"),
        };
        if language == Language::En { english } else { danish }
    }
}

/// What was not kept: each kind with how many.
pub type NotKept = BTreeMap<Discarded, usize>;
