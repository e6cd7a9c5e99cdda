//! Serde over the tree: out of it into the raw structs, and into it from other formats such as JSON.

use std::fmt;

use indexmap::IndexMap;
use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess,
    SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;

mod stand_in;

use super::finding::Findings;
use super::node::{Entry, Node, Value};
use super::place::{Place, Sources};
use stand_in::StandIn;
pub(crate) use stand_in::stand_in;

/// Why a tree does not fit a type; the structural check says the same with a place.
pub(crate) type Mismatch = de::value::Error;

/// Reads a type through the tree: the door by which numbers enter from any format.
pub(crate) fn read_with<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    read: fn(&mut Node, &mut Findings) -> T,
) -> Result<T, D::Error> {
    let mut node = deserializer.deserialize_any(NodeVisitor)?;
    let mut findings = Findings::new();
    let value = read(&mut node, &mut findings);
    match findings.iter().next() {
        Some(finding) => Err(D::Error::custom(&finding.message)),
        None => Ok(value),
    }
}

/// Methods that read what stands there, or what stands in for a refused value.
macro_rules! or_a_stand_in {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
            match &self.value {
                Value::Refused => StandIn.$method(visitor),
                _ => self.deserialize_any(visitor),
            }
        })*
    };
}

impl<'de> IntoDeserializer<'de, Mismatch> for &'de Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match &self.value {
            Value::Table(table) => visitor.visit_map(MapDeserializer::new(
                table.iter().map(|(key, entry)| (key.as_str(), &entry.node)),
            )),
            Value::Array(nodes) => visitor.visit_seq(SeqDeserializer::new(nodes.iter())),
            Value::String(text) | Value::Datetime(text) => visitor.visit_borrowed_str(text),
            Value::Integer(whole) => visitor.visit_i64(*whole),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Boolean(truth) => visitor.visit_bool(*truth),
            Value::Refused => StandIn.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        match &self.value {
            Value::Table(table) if table.len() != 1 => {
                Err(Mismatch::custom("exactly one alternative is expected"))
            }
            Value::Table(table) => {
                let entries = table.iter().map(|(key, entry)| (key.as_str(), &entry.node));
                visitor.visit_enum(de::value::MapAccessDeserializer::new(MapDeserializer::new(
                    entries,
                )))
            }
            Value::String(text) => {
                StrDeserializer::new(text).deserialize_enum(name, variants, visitor)
            }
            Value::Refused => StandIn.deserialize_enum(name, variants, visitor),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        match &self.value {
            Value::Refused => StandIn.deserialize_struct(name, fields, visitor),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        match &self.value {
            Value::Refused => StandIn.deserialize_tuple(length, visitor),
            _ => self.deserialize_any(visitor),
        }
    }

    or_a_stand_in! {
        deserialize_bool deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_i64 deserialize_f64
        deserialize_str deserialize_string deserialize_seq deserialize_map
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u128 f32 char bytes byte_buf unit unit_struct tuple_struct identifier ignored_any
    }
}

/// Builds a tree without places out of any format.
struct NodeVisitor;

/// A tree that is written nowhere.
fn placeless(value: Value) -> Node {
    Node::new(value, nowhere())
}

fn nowhere() -> Place {
    Place::new(Sources::new().add("".into(), String::new()), 0..0)
}

impl<'de> DeserializeSeed<'de> for NodeVisitor {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, a series, a table or a distribution")
    }

    /// A value that is refused: no format writes an option where a number stands.
    fn visit_none<E: de::Error>(self) -> Result<Node, E> {
        Ok(placeless(Value::Refused))
    }

    fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Node, E> {
        Ok(placeless(Value::Boolean(truth)))
    }

    fn visit_i64<E: de::Error>(self, whole: i64) -> Result<Node, E> {
        Ok(placeless(Value::Integer(whole)))
    }

    fn visit_u64<E: de::Error>(self, whole: u64) -> Result<Node, E> {
        i64::try_from(whole)
            .map(|whole| placeless(Value::Integer(whole)))
            .map_err(E::custom)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Node, E> {
        Ok(placeless(Value::Float(number)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Node, E> {
        Ok(placeless(Value::String(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = access.next_element_seed(Self)? {
            nodes.push(node);
        }
        Ok(placeless(Value::Array(nodes)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut table = IndexMap::new();
        while let Some(key) = access.next_key::<String>()? {
            let node = access.next_value_seed(Self)?;
            table.insert(
                key,
                Entry {
                    key: nowhere(),
                    node,
                },
            );
        }
        Ok(placeless(Value::Table(table)))
    }
}

/// Reads a tree into a type.
pub(crate) fn from_node<'de, T: Deserialize<'de>>(node: &'de Node) -> Result<T, Mismatch> {
    T::deserialize(node)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;
    use crate::scenario::document::tests::parsed;
    use crate::scenario::number::{Form, RawNumber};

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "kebab-case")]
    struct Toy {
        whole: u32,
        share: f64,
        list: Vec<f64>,
        kinds: IndexMap<String, ToyKind>,
        number: RawNumber,
        absent: Option<String>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum ToyKind {
        Plain,
        Leave { month: String },
        Wrapped(u8),
    }

    #[test]
    fn trees_become_structs_in_the_order_of_the_file() {
        let text = "whole = 3\nshare = 1\nlist = [1, 2.5]\nnumber = { by-role = { ae = 2 } }\n\
                    [kinds]\nz = \"plain\"\na = { leave = { month = \"2027-01\" } }\nm = { wrapped = 7 }\n";
        let (_, root) = parsed(text);
        let toy: Toy = from_node(&root).unwrap();
        assert_eq!(
            (toy.whole, toy.share, toy.list.len(), toy.absent),
            (3, 1.0, 2, None)
        );
        assert_eq!(toy.kinds.keys().collect::<Vec<_>>(), ["z", "a", "m"]);
        assert_eq!(toy.kinds["m"], ToyKind::Wrapped(7));
        assert!(from_node::<Toy>(&parsed("whole = -1").1).is_err());
    }

    #[test]
    fn what_is_refused_has_a_stand_in_of_its_type() {
        let (_, mut root) = parsed(
            "whole = 3\nshare = 1\nlist = [1, 2]\nnumber = 2\n[kinds]\na = { leave = { month = 'x' } }\nb = 'plain'\n",
        );
        let table = root.table_mut().unwrap();
        for key in ["whole", "share", "number"] {
            table[key].node.value = Value::Refused;
        }
        table["kinds"].node.table_mut().unwrap()["a"].node.value = Value::Refused;
        let toy: Toy = from_node(&root).unwrap();
        assert_eq!((toy.whole, toy.list), (0, vec![1.0, 2.0]));
        assert_eq!(toy.number.form, Form::Refused);
        assert_eq!(toy.kinds["a"], ToyKind::Plain, "the first alternative");
        root.value = Value::Refused;
        let toy: Toy = from_node(&root).unwrap();
        assert!(toy.kinds.is_empty() && toy.absent.is_none());
        let all: BTreeMap<String, ToyKind> = from_node(&root).unwrap();
        assert!(all.is_empty());
    }

    #[test]
    fn no_format_can_write_a_refused_number() {
        assert!(serde_json::from_str::<RawNumber>("null").is_err());
    }
}
