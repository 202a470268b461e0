// The sound of a message.

/** Two soft notes. */
export function chime() {
  try {
    const audio = new AudioContext();
    [660, 880].forEach((pitch, at) => {
      const [tone, volume] = [audio.createOscillator(), audio.createGain()];
      const begin = audio.currentTime + at * 0.12;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.08, begin);
      volume.gain.exponentialRampToValueAtTime(0.001, begin + 0.25);
      tone.connect(volume).connect(audio.destination);
      tone.start(begin);
      tone.stop(begin + 0.3);
    });
    setTimeout(() => audio.close(), 1000);
  } catch {
    // No sound then.
  }
}
