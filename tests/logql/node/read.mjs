// Reads queries from stdin, one per line, and writes each one's tree by Grafana's grammar as JSON, in the format of
// domain/logql/expressions.py. An unsupported query gives {"unsupported": "…"}, an invalid one {"invalid": true}.

import { readFileSync } from "node:fs";
import { parser } from "@grafana/lezer-logql";

class Unsupported extends Error {}
class Invalid extends Error {}

const children = (node) => {
  const found = [];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(child);
  return found;
};

function reader(query) {
  const text = (node) => query.slice(node.from, node.to);
  const only = (node, name) => node.getChild(name);
  const unsupported = (node) => {
    throw new Unsupported(node.name);
  };

  const string = (node) => {
    const literal = text(node);
    return literal[0] === "`" ? literal.slice(1, -1) : JSON.parse(literal);
  };
  const nanoseconds = (node) => {
    const units = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9, d: 86400e9, w: 604800e9, y: 31536000e9 };
    let sum = 0;
    for (const [, number, unit] of text(node).matchAll(/([\d.]+)(ns|us|ms|s|m|h|d|w|y)/g)) sum += number * units[unit];
    return Math.round(sum);
  };
  const bytes = (node) => {
    const [, number, prefix, binary] = /^([\d.]+)([kmgtpe]?)(i?)b$/i.exec(text(node));
    return number * (binary ? 1024 : 1000) ** (" kmgtpe".indexOf(prefix.toLowerCase() || " "));
  };

  // Lists are nested to the left: (list, item).
  const flat = (node, name) => (node.name === name ? children(node).flatMap((child) => flat(child, name)) : [node]);

  const matcher = (node) => {
    const [name, operator, value] = children(node);
    if (value.name !== "String") unsupported(value);
    return { name: text(name), operator: text(operator), value: string(value) };
  };
  const comparison = (node) => {
    const [name, operator, value] = children(node);
    const asked = text(operator) === "=" ? "==" : text(operator);
    if (node.name === "DurationFilter") {
      return { name: text(name), operator: asked, value: nanoseconds(value), unit: "nanoseconds" };
    }
    if (node.name === "BytesFilter") return { name: text(name), operator: asked, value: bytes(value), unit: "bytes" };
    return { name: text(name), operator: asked, value: Number(text(value).replace(/\s/g, "")), unit: "number" };
  };
  // "Both" and "either" of two, as in Grafana's tree. `shape.py` joins ours in the same way.
  const condition = (node) => {
    const inside = children(node);
    if (node.name === "Matcher") return matcher(node);
    if (node.name === "NumberFilter") return comparison(node);
    if (node.name === "UnitFilter") return comparison(node.firstChild);
    if (node.name !== "LabelFilter") return unsupported(node);
    const parts = inside.filter((child) => !["And", "Or"].includes(child.name));
    if (parts.length === 1) return condition(parts[0]);
    return { [only(node, "Or") ? "any" : "all"]: parts.map(condition) };
  };
  const strings = (node) =>
    children(node).flatMap((child) => (child.name === "String" ? [string(child)] : child.name === "OrFilter" ? strings(child) : []));
  const stage = (node) => {
    const inside = children(node).filter((child) => child.name !== "Pipe");
    const it = inside[0];
    if (it.name === "LineFilters") {
      return flat(it, "LineFilters").map((filter) => {
        const operator = text(only(filter, "Filter"));
        if (only(filter, "FilterOp") || ["|>", "!>"].includes(operator)) unsupported(filter);
        return { operator, values: strings(filter) };
      });
    }
    if (it.name === "LabelParser" || it.name === "LogfmtParser") {
      const [form, ...more] = children(it);
      if (more.length || !["Json", "Logfmt"].includes(form.name)) unsupported(form);
      return [{ form: form.name.toLowerCase() }];
    }
    if (it.name === "LabelFilter") return [{ condition: condition(it) }];
    if (it.name === "DropLabelsExpr") {
      return [
        {
          labels: flat(only(it, "DropLabels"), "DropLabels").map((label) =>
            label.firstChild.name === "Matcher" ? matcher(label.firstChild) : text(label),
          ),
        },
      ];
    }
    if (it.name === "LineFormatExpr") return [{ template: string(only(it, "String")) }];
    return unsupported(it);
  };
  const logs = (node) => {
    if (node.name === "LogExpr" && only(node, "LogExpr")) return logs(only(node, "LogExpr"));
    const selector = only(node, "Selector");
    const pipeline = children(node).filter((child) => child.name === "PipelineExpr");
    return {
      matchers: flat(only(selector, "Matchers"), "Matchers").map(matcher),
      stages: pipeline.flatMap((each) => flat(each, "PipelineExpr")).flatMap(stage),
    };
  };
  // A range may be before or after the pipeline, and inside or outside brackets.
  const innermost = (node, name) => {
    const inner = only(node, name);
    return inner ? innermost(inner, name) : node;
  };
  const range = (node) => {
    const found = {};
    const look = (each) => {
      if (each.name === "Range") found.range = nanoseconds(only(each, "Duration"));
      else if (each.name === "OffsetExpr" || each.name === "UnwrapExpr") unsupported(each);
      else if (each.name === "LogRangeExpr" || each.name === "LogExpr") children(each).forEach(look);
    };
    look(node);
    return { logs: logs(only(innermost(node, "LogRangeExpr"), "LogExpr") ?? innermost(node, "LogRangeExpr")), range_nanoseconds: found.range };
  };
  const by = (node) => {
    const grouping = only(node, "Grouping");
    if (!grouping) return [];
    if (only(grouping, "Without")) unsupported(only(grouping, "Without"));
    const labels = only(grouping, "Labels");
    return labels ? flat(labels, "Labels").map(text) : [];
  };
  const samples = (node) => {
    if (node.name === "Expr" || node.name === "MetricExpr") {
      return samples(children(node).find((child) => child.name !== "BinOpModifier"));
    }
    if (node.name === "RangeAggregationExpr") {
      const name = text(only(node, "RangeOp")).toLowerCase();
      if (!["count_over_time", "rate", "bytes_over_time", "bytes_rate"].includes(name)) unsupported(only(node, "RangeOp"));
      if (only(node, "Grouping")) unsupported(only(node, "Grouping"));
      return { function: name, ...range(only(node, "LogRangeExpr")) };
    }
    if (node.name === "VectorAggregationExpr") {
      const name = text(only(node, "VectorOp")).toLowerCase();
      if (!["sum", "count", "topk"].includes(name)) unsupported(only(node, "VectorOp"));
      const number = only(node, "Number");
      return { function: name, samples: samples(only(node, "MetricExpr")), by: by(node), count: number ? Number(text(number)) : null };
    }
    if (node.name === "VectorExpr") return { value: Number(text(only(node, "Number"))) };
    if (node.name === "BinOpExpr") {
      const [left, right] = node.getChildren("Expr").map((side) => samples(side));
      if (only(node, "Add") && "value" in left && "value" in right) return { value: left.value + right.value };
    }
    return unsupported(node);
  };

  const tree = parser.parse(query);
  tree.iterate({
    enter: (node) => {
      if (node.type.isError) throw new Invalid();
    },
  });
  const expression = tree.topNode.getChild("Expr").firstChild;
  return expression.name === "LogExpr" ? logs(expression) : samples(expression);
}

function read(query) {
  try {
    return reader(query);
  } catch (error) {
    if (error instanceof Unsupported) return { unsupported: error.message };
    if (error instanceof Invalid) return { invalid: true };
    throw error;
  }
}

for (const query of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  console.log(JSON.stringify({ query, reading: read(query) }));
}
