/** A cube that turns. The engine's Spin moves it; this script says how fast, and counts. */

function start() {
  for (const cube of query('Spin')) cube.Spin.speed = params.speed;
}

on('SetSpin', ({ speed }) => {
  for (const cube of query('Spin')) cube.Spin.speed = speed;
  emit('SpinChanged', { speed });
});

function onTick() {
  for (const { Spin } of query('Spin')) {
    kpi('turns', Spin.angle / (2 * Math.PI));
    kpi('speed', Spin.speed);
  }
}
