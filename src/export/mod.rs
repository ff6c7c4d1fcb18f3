//! Files and tables going out.

pub mod cases;
pub mod coding;
pub mod comparison;
mod comparison_composition;
pub mod comparison_csv;
mod comparison_groups;
pub mod comparison_html;
pub mod comparison_json;
mod comparison_method;
mod comparison_names;
pub mod comparison_pictures;
pub mod comparison_text;
mod comparison_weights;
pub mod comparison_xlsx;
mod comparison_xlsx_method;
mod comparison_xlsx_names;
mod comparison_xlsx_overview;
pub mod design;
pub mod design_file;
pub mod document;
pub mod documents;
pub mod docx;
mod docx_contents;
pub mod evidence;
pub mod figures;
pub mod letter;
pub mod log_words;
mod office;
pub mod pdf;
pub mod plan;
pub mod qr;
pub mod rates;
pub mod recording;
pub mod refi;
pub mod report;
pub mod responses;
pub mod summary;
pub mod turnout;
mod xlsx;

#[cfg(test)]
mod comparison_faults_tests;
#[cfg(test)]
mod comparison_pictures_tests;
#[cfg(test)]
mod comparison_tests;
