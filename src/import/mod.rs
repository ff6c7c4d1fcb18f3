//! Files coming in: bytes become tables, and tables become recipients, populations and answers.
//!
//! Nothing here touches the database: a reader returns what it understood together with its faults, and whoever stores it
//! must first look whether there are any.

mod answer_fault;
mod archive;
mod background;
mod cells;
mod counts;
mod design;
mod email;
mod encoding;
mod fault;
mod figure_fault;
mod figures;
mod hand_in;
mod map;
mod pasted;
mod population;
mod pseudonym_fault;
mod pseudonymise;
mod ratings;
mod recipients;
mod refi;
mod responses;
mod table;
mod take_in;
pub mod transcript;
mod words;
mod workbook;
mod workbook_fault;
mod xml;

#[cfg(test)]
mod test_house;

pub use answer_fault::{AnswerFault, MapFault};
pub use counts::{Counts, counts};
pub use design::{DesignFileFault, LONGEST_DESIGN, PastedDesign, design_text, pasted_design, with_pasted};
pub use email::is_email;
pub use fault::{Fault, FaultKind, Place};
pub use figure_fault::FigureFault;
pub use figures::{FIGURE_COLUMNS, FIGURE_COLUMNS_DANISH, FigureRules, Figures, figures};
pub use hand_in::{HandIn, HandedIn, NoRecipients, hand_in};
pub use map::{Map, map};
pub use pasted::{
    Doubt, Heading, Mark, Pasted, PastedChoice, PastedKind, PastedLine, PastedQuestion, Place as QuestionPlace, choice, marks,
    pasted, written, written_question,
};
pub use population::population;
pub use pseudonym_fault::PseudonymFault;
pub use pseudonymise::{KeyList, Pseudonymised, Stopped, key_list, pseudonymise};
pub use ratings::{Ratings, ratings};
pub use recipients::{Duplicates, RecipientRow, RecipientRules, Recipients, recipients};
pub use refi::{Discarded, LineBreaks, NotKept, ReadProject, RefiFault, read_refi};
pub use responses::{ResponseRow, ResponseRules, Responses, responses};
pub use table::{Row, SheetRead, Sniffed, Table, as_text, label, read};
pub use take_in::{NoAnswers, NotTaken, TakeIn, TakenIn, take_in};
pub use workbook::letters;
pub use workbook_fault::WorkbookFault;
