//! The document as HTML and CSS.
