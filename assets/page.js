/* A finished page as ONE component: Dash wraps every component it is given, and each wrapper makes all others look again when
   it arrives, so that a page of a thousand elements costs a million looks. Plain elements need none of that; only charts are Dash's. */
(function () {
  "use strict";
  var TAGS = { MapEl: "map", ObjectEl: "object" };
  var OWN = { children: true, n_clicks: true, n_clicks_timestamp: true, disable_n_clicks: true };

  /* Whether every part of the tree is something we can draw ourselves; anything else is left to Dash whole. */
  function simple(node) {
    if (Array.isArray(node)) { return node.every(simple); }
    if (node === null || typeof node !== "object") { return true; }
    if (node.namespace === "dash_core_components") { return node.type === "Graph" && !node.props.id; }
    return node.namespace === "dash_html_components" && simple(node.props.children === undefined ? null : node.props.children);
  }

  function draw(node, at) {
    if (node === null || node === undefined || typeof node === "boolean") { return null; }
    if (typeof node !== "object") { return String(node); }
    if (Array.isArray(node)) { return node.map(draw); }
    return node.type === "Graph" ? chart(node.props, at) : element(node, at);
  }

  function element(node, at) {
    var props = { key: node.props.key === undefined ? at : node.props.key };
    Object.keys(node.props).forEach(function (name) { if (!OWN[name]) { props[name] = node.props[name]; } });
    var inner = node.props.children;
    var tag = TAGS[node.type] || node.type.toLowerCase();
    if (Array.isArray(inner)) { return window.React.createElement.apply(null, [tag, props].concat(inner.map(draw))); }
    return inner === undefined || inner === null ? window.React.createElement(tag, props) : window.React.createElement(tag, props, draw(inner));
  }

  function chart(given, at) {
    var props = Object.assign({}, window.dash_core_components.Graph.defaultProps, given, { key: at, setProps: function () {} });
    return window.React.createElement(window.dash_core_components.Graph, props);
  }

  function Page(props) {
    return window.React.createElement("div", { "data-shown": props.shown, style: { display: "contents" } }, draw(props.tree));
  }

  window.cockpit_page = { Page: Page };
  window.cockpit = window.cockpit || {};
  /* What Dash puts into its tree for a page and the key by which it is known to stand on the screen. */
  window.cockpit.wrap = function (shown, tree) {
    if (simple(tree)) { return { namespace: "cockpit_page", type: "Page", props: { tree: tree, shown: shown } }; }
    return { namespace: "dash_html_components", type: "Div", props: { children: tree, style: { display: "contents" }, "data-shown": shown } };
  };
})();
