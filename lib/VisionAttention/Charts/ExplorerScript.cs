namespace VisionAttention.Charts;

/// <summary>What a page adds to the figure of an <see cref="AttentionExplorer"/>: clicks and arrow keys.</summary>
internal static class ExplorerScript
{
    /// <summary>Runs after the chart is drawn, where div, both[0] (plotly.js) and both[1] (the figure) are there.</summary>
    public const string Moves = """
        .then(function () {
          var maps = both[1].layout.meta, kept = both[1].layout.sliders;
          function now() { return div.layout.sliders.map(function (slider) { return slider.active; }); }
          function move(place) {
            var changes = {};
            place.forEach(function (step, which) {
              step = Math.max(0, Math.min(kept[which].steps.length - 1, step));
              Object.assign(changes, kept[which].steps[step].args[0]);
              changes['sliders[' + which + '].active'] = step;
            });
            both[0].relayout(div, changes);
          }
          div.on('plotly_click', function (event) {
            var point = event.points[0];
            var onPicture = point.curveNumber === 0;
            move(onPicture
              ? [Math.floor((point.y + 0.5) / maps.imageRows * maps.rows), Math.floor((point.x + 0.5) / maps.imageColumns * maps.columns)]
              : [Math.round(point.y) % maps.rows, Math.round(point.x) % maps.columns]);
          });
          div.tabIndex = 0;
          div.setAttribute('role', 'application');
          div.setAttribute('aria-label', 'Attention weights of one query over a picture. The arrow keys move the query.');
          div.addEventListener('keydown', function (event) {
            var step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
            if (!step) { return; }
            event.preventDefault();
            event.stopPropagation();
            var at = now();
            move([at[0] + step[0], at[1] + step[1]]);
          });
        })
        """;
}
