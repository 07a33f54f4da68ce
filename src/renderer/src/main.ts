import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './styles/main.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { createAppRouter } from './app/router'
import { watchFailures } from './app/failures'

const app = createApp(App)
app.use(createPinia())
app.use(createAppRouter())
watchFailures(app)
app.mount('#app')
