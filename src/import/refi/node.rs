//! A file of XML as a tree: projects are small, and their parts refer to each other.

use crate::import::xml::{Attributes, Broken, Piece, Pull};

/// An element.
#[derive(Default)]
pub(super) struct Node<'a> {
    /// Its local name.
    pub(super) name: &'a str,
    attributes: Option<Attributes<'a>>,
    /// The words right in it.
    pub(super) text: String,
    /// The elements right in it.
    pub(super) children: Vec<Node<'a>>,
}

impl<'a> Node<'a> {
    /// The root of a text.
    pub(super) fn of(text: &'a str) -> Result<Self, Broken> {
        let mut pull = Pull::new(text);
        let mut open: Vec<Node<'a>> = Vec::new();
        while let Some(piece) = pull.next()? {
            match piece {
                Piece::Start(name, attributes) => {
                    open.push(Node { name, attributes: Some(attributes), ..Node::default() });
                }
                Piece::Text(words) => {
                    if let Some(node) = open.last_mut() {
                        node.text.push_str(&words);
                    }
                }
                Piece::End(_) => {
                    let node = open.pop().ok_or(Broken)?;
                    match open.last_mut() {
                        Some(above) => above.children.push(node),
                        None => return Ok(node),
                    }
                }
            }
        }
        Err(Broken)
    }

    /// The first child with this name.
    pub(super) fn child(&self, name: &str) -> Option<&Node<'a>> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children of the child with this name.
    pub(super) fn below(&self, name: &str) -> impl Iterator<Item = &Node<'a>> {
        self.child(name).into_iter().flat_map(|child| &child.children)
    }

    /// The attribute with this name; empty where there is none.
    pub(super) fn attribute(&self, name: &str) -> Result<String, Broken> {
        let Some(attributes) = self.attributes else { return Ok(String::new()) };
        Ok(attributes.get(name)?.map(std::borrow::Cow::into_owned).unwrap_or_default())
    }
}
