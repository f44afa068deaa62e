//! Payloads made from what is published: bodies from schemas, and documentation's loose notation made into JSON.

use serde_json::{Map, Value, json};

const INSTANT: &str = "2026-11-21T16:00:00.000+05:30";

/// The schemas of a request or answer, whatever its content type.
pub fn schemas(holder: &Value) -> Vec<Value> {
    let kinds = holder["content"].as_object().into_iter().flat_map(Map::values);
    kinds.filter_map(|kind| kind.get("schema").cloned()).collect()
}

/// Every answer of an operation that its page describes: made up from the schema, and the schema's own example.
pub fn answers(operation: &Value) -> Vec<Value> {
    let replies = operation["responses"].as_object().into_iter().flat_map(Map::values);
    let schemas: Vec<Value> = replies.flat_map(schemas).collect();
    let examples = schemas.iter().filter_map(|schema| schema.get("example").cloned());
    schemas.iter().filter(|schema| !is_file(schema)).map(of).chain(examples).collect()
}

fn is_file(schema: &Value) -> bool {
    schema["title"] == "InputStream"
}

/// A value a schema allows, with every field there.
pub fn of(schema: &Value) -> Value {
    named("", schema)
}

fn named(name: &str, schema: &Value) -> Value {
    let fields = || -> Map<String, Value> {
        let listed = schema["properties"].as_object().into_iter().flatten();
        listed.map(|(name, schema)| (name.clone(), named(name, schema))).collect()
    };
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("array"), _) if schema.get("items").is_some() => json!([named(name, &schema["items"])]),
        // One page describes the elements of a list in place of the list.
        (Some("array"), _) => json!([fields()]),
        (Some("integer"), _) => json!(1),
        (Some("number"), _) => json!(1.5),
        (Some("boolean"), _) => json!(true),
        (Some("date"), _) => json!("2026-11-21"),
        (Some("string"), Some("date-time")) => json!(INSTANT),
        (Some("string"), Some("date")) => json!("2026-11-21"),
        (Some("string"), _) => json!(text(name)),
        _ => match schema.get("additionalProperties") {
            Some(each) => json!({ "sku-1": named("", each) }),
            None => Value::Object(fields()),
        },
    }
}

fn text(name: &str) -> &'static str {
    match name {
        "status" | "processingStatus" => "SUCCESS",
        "nextPageUrl" => "/v3/shipments/filter?next_token=x",
        name if name.ends_with("Date") || name.ends_with("On") || name.ends_with("At") => INSTANT,
        _ => "string",
    }
}

/// Documentation's notation as JSON: comments dropped, words for values replaced, missing commas put in.
pub fn mended(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let code = line.split("//").next().unwrap_or_default().trim();
        let code = code.replace("ISO time string", &format!("\"{INSTANT}\""));
        let code = code.replace("quantity\": ,", "quantity\": 1,").replace("\"quantity\" :  ,", "\"quantity\" : 1,");
        if code.is_empty() {
            continue;
        }
        if let Some(last) = lines.last_mut().filter(|last| last.ends_with('"') && code.starts_with('"')) {
            last.push(',');
        }
        lines.push(code);
    }
    lines.join("\n")
}

/// The same payload with its empty places filled in.
pub fn filled(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fill = |(key, value): (String, Value)| {
                let value = match value.as_str() {
                    Some("") if key == "holdQuantity" => json!(1),
                    Some("" | "DateTime") if key == "timestamp" || key.ends_with("Date") => json!(INSTANT),
                    Some("") => json!("x"),
                    _ => filled(value),
                };
                (key, value)
            };
            Value::Object(fields.into_iter().map(fill).collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(filled).collect()),
        other => other,
    }
}
