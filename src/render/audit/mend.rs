//! What one press can do about a finding: operations, so that it can be undone like anything else.

use super::contrast::reading;
use super::{Finding, Rule, color};
use crate::Rng;
use crate::document::build::{Block, field};
use crate::document::edit::{When, insert_block, set_style};
use crate::document::words::Words;
use crate::document::{
    CssProperty, CssValue, Document, Kind, Link, MetaField, Node, NodeId, Op, Prop, State, Tree, Value,
};
use crate::render::forms::field_name;

/// Longest title and description made up here, in characters: what search engines show.
const TITLE: usize = 60;
const DESCRIPTION: usize = 155;

/// What would mend a finding; nothing where a person has to decide.
#[must_use]
pub fn mend(document: &Document, finding: &Finding, rng: &dyn Rng) -> Option<Vec<Op>> {
    match (finding.rule, &finding.node) {
        (Rule::NoMainHeading, _) => {
            let first = in_order(document).into_iter().find(|(_, node)| node.kind == Kind::Heading)?.0;
            Some(vec![set_level(first, 1)])
        }
        (Rule::SeveralMainHeadings, Some(node)) => Some(vec![set_level(node, 2)]),
        (Rule::HeadingOrder, Some(node)) => Some(vec![set_level(node, before(document, node)? + 1)]),
        (Rule::EmptyText | Rule::NoPicture, Some(node)) => Some(vec![Op::Remove { node: node.clone() }]),
        (Rule::ImageAlt, Some(node)) => Some(vec![set_prop(node, Prop::ALT, Value::text(""))]),
        (Rule::DuplicateFragment, Some(node)) => {
            Some(vec![Op::UnsetProp { node: node.clone(), prop: Prop::ANCHOR }])
        }
        (Rule::InsecureLink, Some(node)) => secure(document, node),
        (Rule::FieldLabel, Some(id)) => {
            let node = document.node(id)?;
            let words = Words::of(&document.lang);
            let hint = node.text(&Prop::PLACEHOLDER).trim();
            let label = match node.kind {
                _ if !hint.is_empty() => hint,
                Kind::EmailField => words.email,
                Kind::PhoneField => words.phone,
                Kind::TextArea => words.message,
                Kind::SelectField => words.choice,
                Kind::CheckboxField => words.agree,
                _ => words.name,
            };
            Some(vec![set_prop(id, Prop::LABEL, Value::text(label))])
        }
        (Rule::DuplicateFieldName, Some(id)) => rename_field(document, id),
        (Rule::IncompleteForm, Some(form)) => complete(document, form, rng),
        (Rule::Contrast, Some(id)) => {
            let found = reading(document, id, document.node(id)?).filter(|found| !found.painted)?;
            let shade = color::readable(found.words, &found.grounds, found.needed)?;
            let value = CssValue::new(&shade.to_hex()).ok()?;
            let breakpoint = document.breakpoints.get(found.breakpoint)?.id.clone();
            let when = When { breakpoint, state: State::None };
            Some(set_style(document, id, &when, CssProperty::Color, Some(value), rng))
        }
        (Rule::SmallText, Some(id)) => style(document, id, &[(CssProperty::FontSize, "0.875rem")], rng),
        (Rule::TapTarget, Some(id)) => {
            let padding = [CssProperty::PaddingTop, CssProperty::PaddingBottom].map(|side| (side, "0.5rem"));
            let height = (CssProperty::MinHeight, "44px");
            match document.node(id)?.kind {
                Kind::Link => style(document, id, &padding, rng),
                _ => style(document, id, &[height], rng),
            }
        }
        (Rule::NoTitle, _) => {
            let heading = in_order(document)
                .into_iter()
                .find(|(_, node)| node.kind == Kind::Heading && !node.text(&Prop::TEXT).trim().is_empty())?;
            set_meta(MetaField::Title, heading.1.text(&Prop::TEXT), TITLE)
        }
        (Rule::NoDescription, _) => {
            let text = in_order(document)
                .into_iter()
                .filter_map(|(_, node)| node.props.get(&Prop::CONTENT)?.as_rich())
                .map(crate::document::RichText::to_plain)
                .find(|text| text.trim().chars().count() >= 30)?;
            set_meta(MetaField::Description, &text, DESCRIPTION)
        }
        (Rule::NoSharePicture, _) => {
            let picture = in_order(document)
                .into_iter()
                .filter(|(_, node)| node.kind == Kind::Image)
                .find_map(|(_, node)| node.props.get(&Prop::ASSET)?.as_asset())?;
            Some(vec![Op::SetMeta { field: MetaField::OgImage, value: Value::from(picture.clone()) }])
        }
        (Rule::Noindex, _) => Some(vec![Op::UnsetMeta { field: MetaField::Noindex }]),
        _ => None,
    }
}

/// The nodes visitors see, from top to bottom.
fn in_order(document: &Document) -> Vec<(&NodeId, &Node)> {
    super::shown(document, &Tree::new(document))
}

fn set_prop(node: &NodeId, prop: Prop, value: Value) -> Op {
    Op::SetProp { node: node.clone(), prop, value }
}

fn set_level(node: &NodeId, level: i64) -> Op {
    set_prop(node, Prop::LEVEL, Value::Number(level))
}

/// The level of the heading before.
fn before(document: &Document, node: &NodeId) -> Option<i64> {
    let headings: Vec<_> =
        in_order(document).into_iter().filter(|(_, node)| node.kind == Kind::Heading).collect();
    let at = headings.iter().position(|(id, _)| *id == node)?;
    headings.get(at.checked_sub(1)?).map(|(_, node)| super::level(node))
}

fn style(
    document: &Document,
    id: &NodeId,
    declarations: &[(CssProperty, &str)],
    rng: &dyn Rng,
) -> Option<Vec<Op>> {
    let when = When { breakpoint: crate::document::model::base_breakpoint_id(), state: State::None };
    // Each step sees what the one before made: a node's own style is made once.
    let mut after = document.clone();
    let mut ops = Vec::new();
    for (property, value) in declarations {
        let step = set_style(&after, id, &when, *property, Some(CssValue::new(value).ok()?), rng);
        crate::document::apply_all(&mut after, &step).ok()?;
        ops.extend(step);
    }
    Some(ops)
}

fn set_meta(field: MetaField, text: &str, most: usize) -> Option<Vec<Op>> {
    let text = shorten(text, most);
    (!text.is_empty()).then(|| vec![Op::SetMeta { field, value: Value::Text(text) }])
}

/// One line of at most so many characters, cut between words where there are any.
fn shorten(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let cut: String = line.chars().take(most - 1).collect();
    let end = cut.rfind(' ').filter(|at| *at > cut.len() / 2).unwrap_or(cut.len());
    let mut cut = cut.get(..end).unwrap_or(&cut).trim_end_matches([',', '.', ';', ':', ' ']).to_owned();
    cut.push('…');
    cut
}

fn secure(document: &Document, node: &NodeId) -> Option<Vec<Op>> {
    let props = &document.node(node)?.props;
    let ops: Vec<Op> = props
        .iter()
        .filter_map(|(prop, value)| {
            let link = value.as_link()?;
            let rest = link.href.as_str().strip_prefix("http://")?;
            let href = crate::document::value::Href::new(&format!("https://{rest}")).ok()?;
            Some(set_prop(node, prop.clone(), Value::Link { link: Link { href, ..link.clone() } }))
        })
        .collect();
    (!ops.is_empty()).then_some(ops)
}

fn rename_field(document: &Document, id: &NodeId) -> Option<Vec<Op>> {
    let name = free_field_name(document, id, field_name(id, document.node(id)?))?;
    Some(vec![set_prop(id, Prop::NAME, Value::text(name))])
}

/// Another name for a field in the form around `inside` (or that it is), if a field there has this one already.
pub fn free_field_name(document: &Document, inside: &NodeId, base: &str) -> Option<String> {
    let is_form = |id: &&NodeId| document.node(id).is_some_and(|node| node.kind == Kind::Form);
    let form = std::iter::once(inside).chain(document.ancestors(inside)).find(is_form)?;
    let tree = Tree::new(document);
    let taken: Vec<String> = tree
        .walk(form)
        .into_iter()
        .filter_map(|(_, id)| Some((id, document.node(id)?)))
        .filter(|(_, node)| node.kind.is_field())
        .map(|(id, node)| field_name(id, node).to_owned())
        .collect();
    if !taken.iter().any(|name| name == base) {
        return None;
    }
    (2..100).map(|n| format!("{base}-{n}")).find(|name| !taken.contains(name))
}

/// Adds what a form lacks: a field, a button.
fn complete(document: &Document, form: &NodeId, rng: &dyn Rng) -> Option<Vec<Op>> {
    let words = Words::of(&document.lang);
    let tree = Tree::new(document);
    let (form, _) = document.nodes.get_key_value(form)?;
    let inside: Vec<&Node> = tree
        .walk(form)
        .into_iter()
        .filter_map(|(_, id)| document.node(id))
        .filter(|node| !node.hidden)
        .collect();
    let mut after = document.clone();
    let mut ops = Vec::new();
    let mut add = |block: Block, index: usize| {
        let op = insert_block(&after, form, index, block, rng)?;
        crate::document::apply_all(&mut after, std::slice::from_ref(&op)).ok()?;
        ops.push(op);
        Some(())
    };
    if !inside.iter().any(|node| node.kind.is_field()) {
        add(field(Kind::EmailField, "email", words.email, true), 0)?;
    }
    if !inside.iter().any(|node| node.kind == Kind::SubmitButton) {
        add(Block::new(Kind::SubmitButton).prop(Prop::TEXT, words.send), usize::MAX)?;
    }
    (!ops.is_empty()).then_some(ops)
}
