//! Whether a value is what a schema says: the part of JSON Schema (2020-12) that the description of the API uses, and no more.
//!
//! A word of a schema that is not known here is a fault of this reader, so that nothing is passed over in silence.

use serde_json::Value;

/// What is wrong with a value under the schema of this name; none where it fits.
pub(crate) fn misfit(description: &Value, name: &str, value: &Value) -> Option<String> {
    let schema = serde_json::json!({ "$ref": format!("#/components/schemas/{name}") });
    fits(description, &schema, value, name).err()
}

fn fits(root: &Value, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
    let wrong = |what: String| Err(format!("{place}: {what}: {value}"));
    for (word, says) in schema.as_object().unwrap_or_else(|| panic!("{place}: no schema: {schema}")) {
        match word.as_str() {
            "$ref" => {
                let path = says.as_str().and_then(|path| path.strip_prefix('#')).expect("a reference within the description");
                fits(root, root.pointer(path).unwrap_or_else(|| panic!("{path} is not there")), value, place)?;
            }
            "anyOf" => {
                let all = says.as_array().expect("a list");
                let tried: Vec<_> = all.iter().map(|one| fits(root, one, value, place)).collect();
                if tried.iter().all(Result::is_err) {
                    return Err(format!("{tried:?}"));
                }
            }
            "type" => {
                let allowed: Vec<&str> = says
                    .as_str()
                    .map_or_else(|| says.as_array().expect("types").iter().filter_map(Value::as_str).collect(), |one| vec![one]);
                if !allowed.iter().any(|name| is(name, value)) {
                    return wrong(format!("is no {allowed:?}"));
                }
            }
            "enum" if !says.as_array().expect("a list").contains(value) => return wrong(format!("is none of {says}")),
            "minimum" if value.as_f64().is_some_and(|number| number < says.as_f64().expect("a number")) => {
                return wrong("is too small".to_owned());
            }
            "maximum" if value.as_f64().is_some_and(|number| number > says.as_f64().expect("a number")) => {
                return wrong("is too large".to_owned());
            }
            "format" if value.as_str().is_some_and(|day| day.parse::<jiff::civil::Date>().is_err()) => {
                return wrong("is no day".to_owned());
            }
            "required" => {
                let names = says.as_array().expect("names").iter().filter_map(Value::as_str);
                let absent: Vec<&str> =
                    names.filter(|name| value.as_object().is_some_and(|fields| !fields.contains_key(*name))).collect();
                if !absent.is_empty() {
                    return wrong(format!("lacks {absent:?}"));
                }
            }
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    fits(root, says, item, &format!("{place}[{at}]"))?;
                }
            }
            "additionalProperties" => {
                let known = |name: &str| schema["properties"].get(name).is_some();
                for (name, field) in value.as_object().into_iter().flatten().filter(|(name, _)| !known(name)) {
                    match says {
                        Value::Bool(false) => return wrong(format!("has {name}")),
                        other => fits(root, other, field, &format!("{place}.{name}"))?,
                    }
                }
            }
            "properties" => {
                for (name, own) in says.as_object().expect("properties") {
                    if let Some(field) = value.get(name) {
                        fits(root, own, field, &format!("{place}.{name}"))?;
                    }
                }
            }
            "enum" | "minimum" | "maximum" | "format" | "description" => {}
            other => panic!("{place}: the reader of schemas does not know {other}"),
        }
    }
    Ok(())
}

fn is(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("no type {other}"),
    }
}

#[test]
fn a_value_that_does_not_fit_is_found() {
    let description = serde_json::json!({ "components": { "schemas": {
        "One": { "type": "object", "properties": { "n": { "type": ["integer", "null"], "minimum": 0 }, "day": { "type": "string", "format": "date" } },
            "required": ["n"], "additionalProperties": false },
    } } });
    let misfit = |value: Value| misfit(&description, "One", &value);
    for good in [serde_json::json!({ "n": 1 }), serde_json::json!({ "n": null, "day": "2020-01-31" })] {
        assert_eq!(misfit(good), None);
    }
    for bad in [
        serde_json::json!({}),
        serde_json::json!({ "n": -1 }),
        serde_json::json!({ "n": 1.5 }),
        serde_json::json!({ "n": 1, "m": 1 }),
        serde_json::json!({ "n": 1, "day": "31-01-2020" }),
        serde_json::json!([]),
    ] {
        assert!(misfit(bad.clone()).is_some(), "{bad}");
    }
}
